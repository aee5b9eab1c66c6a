# Empty lines are no guests and are left out.
import os, sys
sys.path.insert(0, os.getcwd())
from guests import ordered
assert ordered(["\n", "Ada\n", "  \n"]) == ["Ada"]
