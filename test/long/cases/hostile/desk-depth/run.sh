#!/bin/bash
# A folder on the desk, and one among the temporary files, which no path reaches the end of: both go, and the item is done.
. "$(dirname "$0")/../lib.sh"; setup; task t1
attack builder <<'S'
dir=$(grep '^Run Directory: ' $PROMPT | sed 's/Run Directory: //')
for d in "$dir" "$TMPDIR"; do [ -n "$d" ] && node -e 'process.chdir(process.argv[1]);for(let i=0;i<3000;i++){require("fs").mkdirSync("deepdeep");process.chdir("deepdeep")}' "$d"; done
S
LIMIT=${LIMIT:-90} run
[ $(wc -c < $T/run.out) -lt 100000 ] || broke "it says $(wc -c < $T/run.out) bytes"
grep -q "item .*done" $T/run.out || broke "the item is not done: $(tail -3 $T/run.out | cut -c1-300)"
[ -z "$(ls -A $A/desk 2>/dev/null)" ] || broke "desks are left: $(ls -A $A/desk | cut -c1-80)"
held "done, and the desks are gone"
