import { expect, it } from 'vitest';
import { gapsIn } from './gaps.js';

it.each([
  ['its gaps', { gaps: ['C2: an empty basket\nmust answer 422', ''] }, ['C2: an empty basket must answer 422']],
  ['gaps that are objects', { gaps: [{ id: 'C2', missing: 'the header' }] }, ['C2: the header']],
  [
    'criteria that are not met where it lists no gaps',
    {
      criteria: [
        { id: 'C1', status: 'met' },
        { id: 'C2', status: 'not_met', evidence: 'exit 1' },
      ],
      gaps: [],
    },
    ['C2: not_met: exit 1'],
  ],
  ['nothing for one that passes', { criteria: [{ id: 'C1', status: 'met' }], gaps: [] }, []],
  ['nothing where it has another form', { gaps: 'all', criteria: [[1]] }, []],
])('a verdict is asked for %s', (_what, verdict, gaps) => {
  expect(gapsIn(JSON.stringify(verdict))).toEqual(gaps);
});

it.each([null, '', 'no JSON', '[]', `{"gaps": ${'['.repeat(500)}${']'.repeat(500)}}`])('%j names none', (text) => {
  expect(gapsIn(text)).toEqual([]);
});
