# One call of git by a shell that is small. POSIX sh; the environment and the mask are those that git gets.
# usage: git.sh WORK TURN FOLDER IN OUT ERRORS ARG...   (FOLDER: where git runs; the other three: files that it reads and writes)   The last thing
# written is the second line of WORK/TURN.turn, with the code of its end.
work=$1 turn=$2 folder=$3 in=$4 out=$5 errors=$6; shift 6
# Whoever makes this file first has the turn: a shell that comes when nobody waits for it any more does nothing.
set -C; echo $$ 2>/dev/null >"$work/$turn.turn" || exit 0; set +C
say() { echo "$*" >>"$work/$turn.turn"; exit 0; }
command -v git >/dev/null || say no-git
cd "$folder" 2>"$errors" || say done 128
git "$@" <"$in" >"$out" 2>"$errors"
say done $?
