// A branch that somebody rewrote is taken as it is when a person says so; what lay in its tree beside it is kept.
import { expect, it } from 'vitest';
import { openTree } from '../../../trees/open.js';
import { readRecord } from '../../../trees/record.js';
import { AT, opened, openStand, putIn, read, worked } from './stand.js';

it('takes a rewritten branch as it is, and keeps what lay beside it', async () => {
  const stand = openStand();
  await worked(stand, 's', { 'b.txt': 'b\n' });
  const { folder } = await opened(stand, 's');
  putIn(folder, 'own.txt', 'mine\n');
  stand.git([
    'update-ref',
    'refs/heads/millrace/s',
    stand.git(['commit-tree', '-m', 'other', `${stand.git(['rev-parse', 'main^{tree}'])}`]),
  ]);
  const asked = { root: 's', base: stand.base(), at: AT };
  expect(await openTree(stand.place, asked)).toMatchObject({
    kind: 'refused',
    todo: expect.stringContaining('--take-branch') as string,
  });
  expect(await openTree(stand.place, { ...asked, takeBranch: true })).toMatchObject({ kind: 'healed' });
  expect(() => read(folder, 'own.txt')).toThrow('ENOENT');
  expect(() => read(folder, 'b.txt')).toThrow('ENOENT');
  expect(readRecord(stand.place, 's')?.kept.map(({ run }) => run)).toEqual(['rewritten']);
  expect((await opened(stand, 's')).kind).toBe('there');
});
