# A name that ends with a question mark goes to the end of the list, in alphabetical order there as well.
import os, sys
sys.path.insert(0, os.getcwd())
from guests import ordered
assert ordered(["cy?\n", "Bo\n", "Ada?\n", "dee\n"]) == ["Bo", "dee", "Ada?", "cy?"]
