#!/bin/bash
# An agent of permission `basic` reaches for what is not its own: our settings and state, the repository's hooks, the user's files and keys, the worker.
# Only walls stop that: with WALLS=none it succeeds, which is how we know that the others are stopped by them.
. "$(dirname "$0")/../lib.sh"; setup; task t1; mkdir -p $H/.ssh $T/beside; echo CANARY-key > $H/.ssh/id; echo CANARY-file > $H/notes; echo CANARY-state > $MILLRACE_STATE_HOME/file; echo '#!/bin/sh' > $W/hook
cat > $T/attack <<S
did() { echo "\$*" >> $W/did; }
grep -q CANARY $H/.ssh/id && did read the keys; grep -q CANARY $H/notes && did read the home
grep -q CANARY $MILLRACE_STATE_HOME/file && did read the state; rm $MILLRACE_STATE_HOME/file && did change the state
echo '# x' >> $A/millrace.toml && did change the settings; cp $W/hook $W/.git/hooks/pre-commit && did plant a hook
echo x > $T/beside/x && did write beside the tree
for p in /proc/[0-9]*; do tr '\\0' ' ' < \$p/cmdline | grep -q "[r]un --until idle" && kill -0 \${p#/proc/} && did reach the worker && break; done
touch $W/tried
S
attack builder < $T/attack; run
[ -e $W/tried ] || broke "nothing was tried: $(tail -3 $SAW/attack.err)"
[ -e $W/did ] && broke "it did: $(sort -u $W/did | tr '\n' ',')"
held "nothing of it"
