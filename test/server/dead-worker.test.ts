// What commands say of a worker that is silent, of a dead one, and where its server is gone, too: some of the table here, all in the long tier.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeadWorker, type Way } from '../cli/matrix/dead.js';
import { ALL } from '../cli/matrix/ground.js';
import { IN_LONG } from '../support/tier.js';

/** One that looks, and one that may be left with the server. */
const SOME = /^(status|cancel)$/;
const ROWS = ALL.filter(({ path }) => IN_LONG || SOME.test(path));

let worker: DeadWorker;
beforeAll(async () => void (worker = await DeadWorker.open(ROWS)));
afterAll(() => worker.close());

test.each<[string, Way]>([
  ['is silent', 'silent'],
  ['is dead', 'dead'],
  ['is gone with its server', 'gone'],
])('every command ends and says what it did where the worker %s', async (_what, way) => {
  expect(await worker.asked(way, ROWS)).toEqual([]);
  if (way !== 'silent') return;
  const { said, there } = await worker.leftWithServer();
  expect(said).toBeGreaterThan(0);
  expect(there).toBe(said);
});
