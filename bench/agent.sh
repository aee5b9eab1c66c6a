#!/usr/bin/env bash
# Stands in for the Codex CLI: says when it starts and ends, and gives its stage's success. It works as long as a file
# `hold-STAGE` lies beside it, or for as many seconds as a file `works` says; then the Builder also leaves a file. Bash, because there the clock costs
# no process.
LC_ALL=C
# Whether its sandbox works, and which version it is, is asked before a stage, and is no stage.
case $1 in sandbox | --version) exit 0 ;; esac
started=$EPOCHREALTIME
here=${0%/*}
last='' before=''
for argument; do
  case $before in -o | --output-last-message) last=$argument ;; esac
  before=$argument
done
prompt=${!#}
[ "$prompt" = - ] && IFS= read -r -d '' prompt
# A node that is named as its kind has no line `Stage` of its own.
[[ $prompt =~ $'\n'(Stage|Node\ ID):\ ([a-z_]+) ]] && stage=${BASH_REMATCH[2]}
case $stage in
  builder) marker=BUILDER_COMPLETE ;;
  checker) marker=CHECKER_PASS ;;
  updater) marker=UPDATE_COMPLETE ;;
  troubleshooter) marker=TROUBLESHOOT_COMPLETE ;;
  *) marker=BLOCKED ;;
esac
echo "start $stage $$ $started" >>"$here/agents.log"
while [ -e "$here/hold-$stage" ]; do sleep 0.01; done
if [ -e "$here/works" ]; then
  sleep "$(<"$here/works")"
  [ "$stage" != builder ] || echo "$started" >"made-$$"
fi
echo "### $marker" >"$last"
echo '{"type":"thread.started","thread_id":"stand-in"}'
echo "{\"type\":\"item.completed\",\"item\":{\"id\":\"item_0\",\"type\":\"agent_message\",\"text\":\"### $marker\"}}"
echo '{"type":"turn.completed","usage":{"input_tokens":0,"cached_input_tokens":0,"output_tokens":0}}'
echo "end $stage $$ $EPOCHREALTIME" >>"$here/agents.log"
