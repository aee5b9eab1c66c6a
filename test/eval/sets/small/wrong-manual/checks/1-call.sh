# The call is there, with the order of the folders, and the wrong one is not.
grep -q 'FROM TO' MANUAL.md && ! grep -q 'TO FROM' MANUAL.md
