// A tenth of the campaign, through real processes and a server of its own: it comes to what its script comes to, and nothing is paid twice.
import { expect, it } from 'vitest';
import { runOurs } from '../campaign/ours.js';
import { TENTH } from '../campaign/script.js';
import { faultsIn, tableOf } from '../campaign/table.js';

it.each([0, 2])('comes to its figures with %i kills', { timeout: 900_000 }, async (kills) => {
  const stop = AbortSignal.timeout(800_000);
  const ran = await runOurs({ campaign: TENTH, kills, seed: 3, bound: 700, stop });
  console.log(tableOf(TENTH, ran, null));
  expect(faultsIn(TENTH, ran, kills)).toEqual([]);
});
