# The options there are and no others.
grep -q -e '-k' MANUAL.md && grep -q -e '`-n' MANUAL.md && ! grep -q -e '`-d\|\[-d' MANUAL.md && ! grep -q -e '`-v\|\[-v' MANUAL.md
