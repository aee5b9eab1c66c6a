# The queue itself stays as it is.
git diff --quiet "$MILLRACE_EVAL_BASE" -- src/queue.js
