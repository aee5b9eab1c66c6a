// [checkpoints]: what is recorded before and after each stage, and how long it is kept.
import { z } from 'zod';
import { CHECKPOINT_DEFAULTS } from '../../../contracts/checkpoints.js';

const LONGEST_DAYS = 366;
/** A terabyte: more than any disk hashes in the time of a stage. */
const LARGEST_MB = 1_000_000;

export const checkpoints = z
  .strictObject({
    keep_days: z
      .int()
      .min(0)
      .max(LONGEST_DAYS, { error: ({ input }) => `${String(input)} is too long: at most ${LONGEST_DAYS} days` })
      .default(CHECKPOINT_DEFAULTS.keep_days)
      .describe('Days that checkpoints are kept; those of the last stage of work that is not done stay in any case.'),
    max_file_mb: z
      .int()
      .min(1)
      .max(LARGEST_MB, { error: ({ input }) => `${String(input)} is too large: at most ${LARGEST_MB} MB` })
      .default(CHECKPOINT_DEFAULTS.max_file_mb)
      .describe('Megabytes; of a larger file only size and time are recorded.'),
  })
  .prefault({})
  .describe('Records of the files before and after each stage.');
