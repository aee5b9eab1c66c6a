# A warning that old folders in TO are removed, whoever made them.
grep -i -A2 'whoever\|whatever\|any folder\|every folder\|everything\|not only' MANUAL.md | grep -qi 'remove\|delete' ||
  grep -i 'remove\|delete' MANUAL.md | grep -qi 'whoever\|whatever\|any folder\|every folder\|everything\|not only'
