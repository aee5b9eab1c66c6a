# `done N` removes the one that `list` shows with that number.
t="node src/cli.js todos.json"; rm -f todos.json
$t add bread && $t add --urgent plumber && $t add milk && $t done 1
test "$($t list)" = "$(printf '1. bread\n2. milk')"
