#!/bin/sh
# backup.sh [-k DAYS] [-n] FROM TO: copies FROM to a folder of today's date in TO, and removes copies that are older.
keep=14
dry=
while getopts k:n option; do
  case $option in
    k) keep=$OPTARG ;;
    n) dry=1 ;;
    *) exit 64 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || { echo "usage: backup.sh [-k DAYS] [-n] FROM TO" >&2; exit 64; }
target=$2/$(date +%Y-%m-%d)
[ -n "$dry" ] && { echo "would copy $1 to $target and remove what is older than $keep days"; exit 0; }
mkdir -p "$2" && cp -R "$1" "$target" && find "$2" -mindepth 1 -maxdepth 1 -mtime +"$keep" -exec rm -r {} +
