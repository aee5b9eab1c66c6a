# The list is in the order of the alphabet, and capitals do not matter.
import os, sys
sys.path.insert(0, os.getcwd())
from guests import ordered
assert ordered(["bo\n", "Ada\n", "Cy\n", "abe\n"]) == ["abe", "Ada", "bo", "Cy"]
