// `node src/cli.js FILE add [--urgent] TEXT` adds a todo, `node src/cli.js FILE list` shows them, `node src/cli.js FILE done N` removes one.
import { load, save } from './store.js';
import { show } from './show.js';

const [file, command, ...words] = process.argv.slice(2);
const todos = load(file);
if (command === 'add') save(file, [...todos, todoOf(words)]);
else if (command === 'done') save(file, todos.toSpliced(Number(words[0]) - 1, 1));
else console.log(show(todos));

function todoOf(given) {
  const urgent = given[0] === '--urgent';
  return { text: given.slice(urgent ? 1 : 0).join(' '), ...(urgent ? { urgent } : {}) };
}
