# The README names the option.
grep -q -e --urgent README.md
