# Files that were written before can still be read; nothing in them is urgent.
printf '[{"text":"bread"},{"text":"milk"}]' > todos.json
node src/cli.js todos.json add --urgent pay
test "$(node src/cli.js todos.json list)" = "$(printf '1. ! pay\n2. bread\n3. milk')"
