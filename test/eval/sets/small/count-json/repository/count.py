"""Counts lines and words: python3 count.py [--words] FILE..."""
import argparse
import sys


def counts(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return {"file": path, "lines": len(text.splitlines()), "words": len(text.split())}


def main(argv):
    parser = argparse.ArgumentParser(prog="count")
    parser.add_argument("--words", action="store_true", help="count words, not lines")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args(argv)
    for path in options.files:
        found = counts(path)
        print(f"{found['words' if options.words else 'lines']} {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
