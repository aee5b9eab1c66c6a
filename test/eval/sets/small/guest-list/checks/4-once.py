# Whoever is on the list twice is read out once; of two spellings the first one stays.
import os, sys
sys.path.insert(0, os.getcwd())
from guests import ordered
assert ordered(["ADA\n", "Bo\n", "Ada\n"]) == ["ADA", "Bo"]
