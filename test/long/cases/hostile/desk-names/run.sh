#!/bin/bash
# Names of 255 bytes on a desk: ours that are made from them (a prefix, `.foreign`) must fit too. The item is done and the stages after it are asked.
. "$(dirname "$0")/../lib.sh"; setup; task t1
attack builder <<'S'
dir=$(grep '^Run Directory: ' $PROMPT | sed 's/Run Directory: //')
echo hi > "$dir/runner_$(printf 'a%.0s' $(seq 248))"
echo hi > "$dir/runner_$(printf '\xc3\xa4%.0s' $(seq 124))"
N=$(printf 'a%.0s' $(seq 255)); mkdir "$dir/$N"; echo hi > "$dir/$N/f"; mkdir "$dir/$(printf '\xc3\xa4%.0s' $(seq 127))"; echo hi > "$dir/$(printf '\xc3\xa4%.0s' $(seq 127))/f"
mkdir "$dir/runner_x"; echo hi > "$dir/runner_x/f"; echo hi > "$dir/agent_runner_x"; echo hi > "$dir/$(printf '\xff\xfe')"
S
attack checker <<'S'
dir=$(grep '^Run Directory: ' $PROMPT | sed 's/Run Directory: //')
N=$(printf 'a%.0s' $(seq 255)); echo hi > "$dir/$N"; echo hi > "$dir/$(printf '\xc3\xa4%.0s' $(seq 127))"; ls -lR "$dir" >&2
S
run
grep -q "item .*done" $T/run.out || broke "the item is not done: $(tail -3 $T/run.out | cut -c1-300)"
[ -z "$(ls -A $A/desk 2>/dev/null)" ] || broke "desks are left: $(ls -A $A/desk | cut -c1-80)"
[ "$(ls $A/runs/*/ | grep -c '^agent_runner_.*~')" = 2 ] || broke "copies for people are missing"
ls $A/runs/*/ | grep -q '\.foreign$' || broke "nothing was moved aside"
held "done, and all is shown"
