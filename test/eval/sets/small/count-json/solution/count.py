"""Counts lines and words: python3 count.py [--words | --json] FILE..."""
import argparse
import json
import sys


def counts(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return {"file": path, "lines": len(text.splitlines()), "words": len(text.split())}


def main(argv):
    parser = argparse.ArgumentParser(prog="count")
    parser.add_argument("--words", action="store_true", help="count words, not lines")
    parser.add_argument("--json", action="store_true", help="print one JSON array with lines and words of every file")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args(argv)
    try:
        found = [counts(path) for path in options.files]
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or next(path for path in options.files if not readable(path))
        print(f"count: {name} cannot be read", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found))
        return 0
    for one in found:
        print(f"{one['words' if options.words else 'lines']} {one['file']}")
    return 0


def readable(path):
    try:
        counts(path)
    except (OSError, UnicodeDecodeError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
