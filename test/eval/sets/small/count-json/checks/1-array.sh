# With `--json` one JSON array is printed, an object for each file in the order given, with `file`, `lines` and `words`.
printf 'a b\nc\n' > 'x y.txt'; printf 'd\n' > z.txt
python3 count.py --json z.txt 'x y.txt' | python3 -c '
import json, sys
assert json.load(sys.stdin) == [{"file": "z.txt", "lines": 1, "words": 1}, {"file": "x y.txt", "lines": 2, "words": 3}]'
