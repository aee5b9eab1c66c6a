// [logs]: how long the worker's log may grow, and how many older ones stay.
import { z } from 'zod';
import { LOG_DEFAULTS } from '../../../contracts/logs.js';

const LARGEST_MB = 100_000;
const MOST_KEPT = 100;

export const logs = z
  .strictObject({
    max_mb: z
      .int()
      .min(1)
      .max(LARGEST_MB, { error: ({ input }) => `${String(input)} is too large: at most ${LARGEST_MB} MB` })
      .default(LOG_DEFAULTS.max_mb)
      .describe('Megabytes; a longer log of the worker is put aside as `worker.log.1`, and a new one is begun.'),
    keep: z
      .int()
      .min(1)
      .max(MOST_KEPT, { error: ({ input }) => `${String(input)} is too many: at most ${MOST_KEPT}` })
      .default(LOG_DEFAULTS.keep)
      .describe('How many logs that were put aside stay; the oldest go.'),
  })
  .prefault({})
  .describe("The worker's log in the state folder.");
