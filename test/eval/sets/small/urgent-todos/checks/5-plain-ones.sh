# `add` without the option adds what it did before.
t="node src/cli.js todos.json"; rm -f todos.json
$t add bread and butter && test "$($t list)" = '1. bread and butter'
