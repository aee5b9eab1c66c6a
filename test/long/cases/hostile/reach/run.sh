#!/bin/bash
# An agent of permission `basic` reaches for what is not its own: our settings and state, the repository's hooks, the user's files and keys, the worker;
# in a tree the user's checkout and the trees of other lanes, too. Only walls stop that: with WALLS=none it succeeds, which is how we know that the
# others are stopped by them.
. "$(dirname "$0")/../lib.sh"; setup; task t1; mkdir -p $H/.ssh $T/beside; echo CANARY-key > $H/.ssh/id; echo CANARY-file > $H/notes; echo CANARY-state > $MILLRACE_STATE_HOME/file; echo '#!/bin/sh' > $W/hook
other=$MILLRACE_STATE_HOME/$(sid)/trees/other; mkdir -p $other; echo CANARY-tree > $other/file
# What was done stands in the folder that the agent works in: in a tree it is not the workspace.
cat > $T/attack <<S
here=\$PWD; did() { echo "\$*" >> \$here/did; }
grep -q CANARY $H/.ssh/id && did read the keys; grep -q CANARY $H/notes && did read the home
grep -q CANARY $MILLRACE_STATE_HOME/file && did read the state; rm $MILLRACE_STATE_HOME/file && did change the state
grep -q CANARY $other/file && did read the tree of another; echo x >> $other/file && grep -q CANARY $other/file && did change the tree of another
echo '# x' >> $A/millrace.toml && did change the settings; cp $W/hook $W/.git/hooks/pre-commit && did plant a hook
[ \$here = $W ] || { echo x >> $W/README.md; git update-ref refs/heads/evil HEAD && did make a branch; echo x > .git && did change which tree it is; d=\$(sed -n 's/^Run Directory: //p' \$PROMPT); echo x > \$d/mine || did lose its desk; }
echo x > $T/beside/x && did write beside the tree
for p in /proc/[0-9]*; do tr '\\0' ' ' < \$p/cmdline | grep -q "[r]un --until idle" && kill -0 \${p#/proc/} && did reach the worker && break; done
touch \$here/tried; [ ! -e \$here/did ] || cp \$here/did \$here/did.all
S
attack builder < $T/attack; run
if [ "${TREES:-}" = per_root ]; then git show millrace/backlog:tried > $T/tried 2>&1 && mkdir -p $SAW && touch $W/tried $SAW/played.builder; git show millrace/backlog:did > $T/did 2>/dev/null && cp $T/did $W/did; fi
# Behind walls another folder may stand there: what counts is what is left.
[ "$(cat $W/README.md)" = hi ] || echo change the checkout >> $W/did
[ -e $W/tried ] || broke "nothing was tried: $(tail -3 $SAW/attack.err 2>/dev/null) $(tail -3 $T/run.out)"
[ -e $W/did ] && broke "it did: $(sort -u $W/did | tr '\n' ',')"
held "nothing of it"
