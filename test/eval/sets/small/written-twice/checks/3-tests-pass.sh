# `page` and `feed` keep their names, arguments and files: the tests of before pass.
git checkout -q "$MILLRACE_EVAL_BASE" -- test/pages.test.js && node --test test/pages.test.js >/dev/null
