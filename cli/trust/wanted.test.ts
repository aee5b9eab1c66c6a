// A deed that nobody asked for is refused where nobody can be asked; a rehearsal does nothing, and asks nobody.
import { expect, it } from 'vitest';
import { createContext } from '../context.js';
import { assertWanted } from './wanted.js';

const off = (dryRun: boolean) => createContext({ json: true }, undefined, dryRun);

it.each(['write 3 files', 'remove 1 file', 'promote candidate-1 to the skill slugs'])('%s', async (deed) => {
  await expect(assertWanted(off(false), undefined, deed)).rejects.toMatchObject({ exit: 1, code: 'not_confirmed' });
  await assertWanted(off(true), undefined, deed);
  await assertWanted(off(false), true, deed);
});
