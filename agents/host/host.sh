# The agent host: claims a request, starts its agent in a session of its own, waits, leaves the result. POSIX sh, util-linux.
# usage: host.sh CLAIM JOURNAL DONE NONCE STDIN STDOUT STDERR LEASE ARGV...   (cwd: the work tree)
claim=$1 journal=$2 done=$3 nonce=$4 in=$5 out=$6 err=$7 lease=$8; shift 8
# What the host writes is for its user alone; the agent gets the mask that the user has.
mask=$(umask); umask 077
# The first result stays. It is on the disk before it has its name, so that a power failure leaves it whole or not at all.
# After one the boot id differs: every claim is then dead, so a stage without a result that began its agent is lost.
leave() {
  # In the room that was taken for it; where even that fails it waits: an agent that has ended is paid for, and nobody else knows how.
  until { echo "$1" 1<>"$journal/result.$nonce"; } 2>/dev/null; do [ -d "$journal" ] || exit 1; sleep 1; done
  sync -d "$journal/result.$nonce" 2>/dev/null
  exec 9<&-
  until ln "$journal/result.$nonce" "$done" 2>/dev/null || [ -e "$done" ] || [ ! -d "$journal" ]; do sleep 1; done
  exit 0
}
read -r boot </proc/sys/kernel/random/boot_id
read -r stat </proc/$$/stat
echo "{\"pid\":$$,\"stat\":\"${stat##*) }\",\"boot\":\"$boot\"}" >"$journal/claim.$nonce" || exit 1
ln "$journal/claim.$nonce" "$claim" 2>/dev/null || exit 0
# The lease: a lock on the work tree itself. The agent and its children hold it too, so it outlives a killed host.
if [ "$lease" = foreground ]; then exec 9<. && flock -w 2 9; [ $? -ne 1 ] || leave '{"kind":"busy"}'; fi
# The disk may be full when the agent ends: room for what is written then is taken now, or nothing is started.
for file in "$journal/result.$nonce" "$journal/agent"; do printf '%4095s\n' '' >"$file" || exit 1; done
true >>"$out" && fallocate --keep-size --length 1048576 "$out" 2>/dev/null
{ true >"$claim.spawning"; } || exit 1
# An agent that is spoken to has a pipe as stdin, which a child of the host holds open: through it come the words in STDIN, then
# whatever a worker says. Its end comes when a worker opens the other pipe.
if [ -p "$journal/pipe" ]; then
  { cat "$in" && read -r told <"$journal/pipe.end"; } >"$journal/pipe" 9<&- &
  in=$journal/pipe
fi
{ umask "$mask"; exec setsid "$@"; } <"$in" >>"$out" 2>>"$err" & agent=$!
read -r stat </proc/$agent/stat
echo "{\"pid\":$agent,\"stat\":\"${stat##*) }\",\"boot\":\"$boot\"}" 1<>"$journal/agent"
wait $agent; leave "{\"kind\":\"exited\",\"status\":$?}"
