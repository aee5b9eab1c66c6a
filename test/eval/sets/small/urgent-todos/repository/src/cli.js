// `node src/cli.js FILE add TEXT` adds a todo, `node src/cli.js FILE list` shows them, `node src/cli.js FILE done N` removes one.
import { load, save } from './store.js';
import { show } from './show.js';

const [file, command, ...words] = process.argv.slice(2);
const todos = load(file);
if (command === 'add') save(file, [...todos, { text: words.join(' ') }]);
else if (command === 'done') save(file, todos.toSpliced(Number(words[0]) - 1, 1));
else console.log(show(todos));
