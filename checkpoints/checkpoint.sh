# All git calls of one checkpoint, by a shell that is small. POSIX sh. The environment is the one of checkpoints/environment.ts and is all there is.
# usage: checkpoint.sh WORK TURN STEP NAME PREFIX ARG...   (cwd: the tree; TURN: of this call alone; NAME: of the checkpoint, below refs/millrace/;
# PREFIX: of the tree below the top, or empty)   Lists in WORK end each name with NUL. The last thing written is the second line of
# WORK/TURN.turn, whose first word says how it went.
work=$1 turn=$2 step=$3 name=$4 prefix=$5; shift 5
umask 077
# Whoever makes this file first has the turn: a shell that comes when nobody waits for it any more does nothing.
set -C; echo $$ 2>/dev/null >"$work/$turn.turn" || exit 0; set +C
exec </dev/null >/dev/null 2>>"$work/errors"
export GIT_INDEX_FILE="$work/index"
tree=$PWD
say() { echo "$*" >>"$work/$turn.turn"; exit 0; }
command -v git >/dev/null || say no-git

# A folder that its repository ignores as a whole stands for itself.
ignored() { [ -n "$prefix" ] || return 1; git check-ignore -q --no-index . || { unless_killed; return 1; }; }

# What git does not know is nothing; what nobody knows because it was killed is a failure. For whoever comes after `||`.
unless_killed() { [ $? -ne 137 ] || say failed killed; }

# What is other than in the index, beside each other: one waits for the disk where the other reckons.
look() {
  git diff-files -z --name-only --ignore-submodules=all --relative >"$work/modified" & first=$!
  git ls-files -z --others --exclude-standard "$@" >"$work/others" || say failed look
  wait $first || say failed look
}

# usage: nested INDEX_OF_IT   (or empty)   What lies in a repository within the tree, by our settings alone: from then on its files are in
# the index, and git takes it for a folder.
nested() {
  into_nested && GIT_INDEX_FILE=$work/none git ls-files -z --others --exclude-standard --exclude-from="$work/nested.exclude" >"$work/nested.found" || { unless_killed; : >"$work/nested.found"; }
  nested_tracked "$1" >>"$work/nested.found"
}

# Files that it has though it would ignore them.
nested_tracked() {
  [ -z "$1" ] || { into_nested && GIT_INDEX_FILE=$1 git ls-files -z --cached --ignored --exclude-standard --exclude-from="$work/nested.exclude"; } || unless_killed
}

into_nested() {
  folder=$(tr -d '\0' <"$work/nested"; echo .)
  cd "$tree/./${folder%.}" && GIT_WORK_TREE=$PWD
}

# Files that the user's repository has though it would ignore them.
tracked() {
  [ -n "$user_index" ] || return 0
  GIT_INDEX_FILE=$user_index git ls-files -z --cached --ignored --exclude-standard >"$work/tracked" || { unless_killed; : >"$work/tracked"; }
}

# `dirty` makes entries forget what they know; then their files are read again.
add() {
  rm -f "$work/index.lock"
  if [ -s "$work/dirty" ]; then git update-index -z --index-info <"$work/dirty" || { unless_killed; say failed add; }; fi
  if [ -s "$work/add" ]; then git update-index -z --add --remove --replace --stdin <"$work/add" || { unless_killed; say failed add; }; fi
}

# What is not recorded stands in the index with a text that says its size and time; nobody compares it with its file.
stand_in() {
  [ -s "$work/standin.info" ] || return 0
  git hash-object -w --no-filters --stdin-paths <"$work/standin.files" || say failed stand-in
  git update-index -z --index-info <"$work/standin.info" || say failed stand-in
  git update-index -z --assume-unchanged --stdin <"$work/standin.paths" || say failed stand-in
}

# usage: record LAST   (WORK/index is what is recorded; LAST: ref of what was taken last)
record() {
  last=$1 files=0
  if [ -s "$work/index" ]; then
    set -- $(od -An -tu1 -j8 -N4 "$work/index")
    files=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4))
  fi
  if [ $files = 0 ]; then tree=$(git mktree); else tree=$(git write-tree ${prefix:+"--prefix=$prefix/"}); fi || say failed write-tree
  commit=$({ echo "$files"; cat "$work/message"; } | git commit-tree "$tree") || say failed commit
  # What was taken last is kept in any case: the index is about it.
  git update-ref "$last" "$commit" || { unlock && git update-ref "$last" "$commit"; } || say failed ref
  refer
}

# The first one of a name stays.
refer() {
  git update-ref "refs/millrace/$name" "$commit" "" || { unlock && git update-ref "refs/millrace/$name" "$commit" ""; } || say failed ref
  say done "$tree" "$files"
}

# A lock that lies there longer than any of ours is held was left by a process that died.
unlock() { find "$GIT_DIR/refs" "$GIT_DIR/packed-refs.lock" -name '*.lock' -mmin +1 -exec rm -f {} +; true; }

case $step in
  # usage: look INDEX_OF_USER EXCLUDE...
  look) user_index=$1; shift
    ignored && say ignored
    tracked; look "$@"
    for list in modified others tracked; do [ ! -s "$work/$list" ] || say changed; done
    say same ;;
  nested) nested "$1"; say done ;;
  nested-tracked) nested_tracked "$1" >"$work/nested.found"; say done ;;
  add) add; say done ;;
  # usage: record LAST
  record) add; stand_in; record "$1" ;;
esac
