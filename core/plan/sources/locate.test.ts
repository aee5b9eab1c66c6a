// Who reads a message wants to go to the place: every field that is written down has its line.
import { expect, it } from 'vitest';
import { compileSmall, type Change } from '../../../test/pure/sources.js';

const config = (text: string): Change => ({ file: 'millrace.toml', to: text });

it.each<[what: string, change: Change, code: string, line: number]>([
  ['an unknown key', config('\n[recovery]\n# one\nmax_fix_cylces = 1\n'), 'MR1002', 6],
  ['a number out of range', config('[recovery]\nmax_fix_cycles = 0\n'), 'MR1002', 4],
  ['a setting without effect', config('[stages.mkaer]\nmodel = "m"\n'), 'MR1050', 3],
  ['a name in quotes', config('[model_assignment.by_loop]\n"no.graph" = "fast"\n'), 'MR1050', 4],
  ['a field of a graph', { file: 'graphs/run.toml', from: 'task = "maker"', to: 'task = "taker"' }, 'MR1022', 4],
  ['a field of front matter', { file: 'stages/maker.md', from: '["care"]', to: '["caer"]' }, 'MR1013', 6],
])('%s is told with its line', (_what, change, code, line) => {
  expect(compileSmall(change).diagnostics).toContainEqual(expect.objectContaining({ code, file: change.file, line }));
});

it('a field that is missing has none', () => {
  const change = { file: 'stages/maker.md', from: 'plane = "execution"\n', to: '' };
  const [fault] = compileSmall(change).diagnostics;
  expect(fault).toMatchObject({ code: 'MR1002', field: 'plane' });
  expect(fault?.line).toBeUndefined();
});
