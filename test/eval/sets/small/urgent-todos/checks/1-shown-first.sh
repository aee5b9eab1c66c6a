# `list` shows urgent ones first, each with `!` between number and text, in their order.
t="node src/cli.js todos.json"; rm -f todos.json
$t add bread && $t add --urgent call the plumber && $t add milk && $t add --urgent pay
test "$($t list)" = "$(printf '1. ! call the plumber\n2. ! pay\n3. bread\n4. milk')"
