"""The guest list of an evening: one name a line on standard input."""
import sys


def ordered(lines):
    """The names, as they are read out: by the alphabet, those without a promise last, nobody twice."""
    names = {}
    for name in filter(None, (line.strip() for line in lines)):
        names.setdefault(name.casefold(), name)
    return sorted(names.values(), key=lambda name: (name.endswith("?"), name.casefold()))


if __name__ == "__main__":
    print("\n".join(ordered(sys.stdin)))
