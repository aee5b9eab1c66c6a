import { expect, test } from 'vitest';
import { taskText } from '../../test/support/task-text.js';
import { whyOf } from './why.js';

const why = (below: string, fields = ''): string => whyOf('task', `${taskText('t-1', fields)}\n${below}`);

test('the section that says it counts before the summary, and that before the first paragraph', () => {
  const section = '## Objective\n\nLogins fail\nat night.\n\nMore of it.\n';
  expect(why(`Hello.\n\n${section}`, 'Summary: Mend logins\n')).toBe('Logins fail at night.');
  expect(why('Hello.\n', 'Summary: Mend logins\n')).toBe('Mend logins');
  expect(why('## Notes\n\nHello,\n  you.\n\n- x\n')).toBe('Hello, you.');
  expect(why('## Why\n\n- because\n')).toBe('because');
});

test('nothing is said of nothing, of code, of the title again, and of what cannot be read', () => {
  expect(why('')).toBe('');
  expect(why('', 'Summary: Task t-1\n')).toBe('');
  expect(why('## Why\n\n```\ncode\n```\n')).toBe('');
  expect(whyOf('task', 'no document')).toBe('');
});

test('it is one line and bounded, however long the document is', () => {
  const said = why(`## Why\n\n${'word '.repeat(100_000)}\n`);
  expect(said.length).toBeLessThanOrEqual(600);
  expect(said.endsWith('…')).toBe(true);
});
