// Which command is asked for decides what is begun before anything is declared.
import { expect, it } from 'vitest';
import { commandIn } from './command-word.js';

it.each([
  [['run', 'daemon'], 'run'],
  [['-w', '/a', 'run'], 'run'],
  [['--json', '--as', 'run', 'status'], 'status'],
  [['--workspace=/a', 'queue', 'ls'], 'queue'],
  [['--json'], ''],
  [[], ''],
])('in %j it is %j', (argv, command) => {
  expect(commandIn(argv)).toBe(command);
});
