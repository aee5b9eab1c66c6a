# `--help` and the README name the option.
python3 count.py --help | grep -q -e --json && grep -q -e --json README.md
