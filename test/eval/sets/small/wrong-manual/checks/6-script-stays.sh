# The script stays as it is.
git diff --quiet "$MILLRACE_EVAL_BASE" -- backup.sh
