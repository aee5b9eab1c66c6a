# The exit code for a wrong call.
grep -qw 64 MANUAL.md && ! grep -q 'code 2' MANUAL.md
