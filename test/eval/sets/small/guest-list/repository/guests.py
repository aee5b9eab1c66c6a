"""The guest list of an evening: one name a line on standard input."""
import sys


def ordered(lines):
    """The names, as they are read out."""
    return [line.strip() for line in lines]


if __name__ == "__main__":
    print("\n".join(ordered(sys.stdin)))
