#!/bin/bash
# Folders on a desk from which their owner took all rights, one of them with a name that is no UTF-8. Root needs no rights, so that it is somebody else.
if [ "$(id -u)" = 0 ]; then
  D=$(mktemp -d "${TMPDIR:-/tmp}/rights.XXXXXX"); trap 'rm -rf "$D"' EXIT; chmod 755 "$D"
  install -m 755 "$(command -v temporal)" "$D/temporal"; mkdir "$D/tmp"; chmod 777 "$D/tmp"
  PATH=$D:$PATH TMPDIR=$D/tmp setpriv --reuid 65534 --regid 65534 --clear-groups bash "$0" "$@"; exit $?
fi
. "$(dirname "$0")/../lib.sh"; setup; task t1
attack builder <<'S'
dir=$(grep '^Run Directory: ' $PROMPT | sed 's/Run Directory: //')
d=$dir/$(printf 'x\xff\xfe'); mkdir "$d"; echo hi > "$d/f.md"; chmod 000 "$d"
mkdir -p "$dir/a/b/c"; echo hi > "$dir/a/b/c/f.md"; chmod 000 "$dir/a/b/c" "$dir/a/b" "$dir/a"
S
attack checker <<'S'
dir=$(grep '^Run Directory: ' $PROMPT | sed 's/Run Directory: //')
echo hi > "$dir/f.md"; chmod 000 "$dir"
S
run
grep -q "item .*done" $T/run.out || broke "the item is not done: $(tail -3 $T/run.out | cut -c1-300)"
[ -z "$(ls -A $A/desk 2>/dev/null)" ] || broke "desks are left: $(ls -A $A/desk | cut -c1-80)"
held "done, and the desks are gone"
