import { expect, test } from 'vitest';
import { splitFrontMatter } from './front-matter.js';

test.each([
  ['a block', '---\nname: care\n---\n\n# Care\n', 'name: care', '\n# Care\n'],
  ['lines of Windows and a mark of order', '\uFEFF---\r\nname: care\r\n---\r\n# Care\r\n', 'name: care', '# Care\r\n'],
  ['a block and nothing else', '---\nname: care\n---', 'name: care', ''],
  ['no block', '# Care\n', null, '# Care\n'],
  ['a block that nothing closes', '---\nname: care\n', null, '---\nname: care\n'],
  ['a rule further below', '# Care\n---\na\n---\n', null, '# Care\n---\na\n---\n'],
])('%s', (_, text, front, body) => {
  expect(splitFrontMatter(text)).toEqual({ front, body });
});
