# How many days copies are kept when nothing is said.
grep -qw 14 MANUAL.md && ! grep -qw 30 MANUAL.md
