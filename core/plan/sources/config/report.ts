// [report]: when the morning report is written by itself, and how many are kept.
import { z } from 'zod';
import { CLOCK } from '../../../report/clock.js';

const MOST_KEPT = 10_000;

export const report = z
  .strictObject({
    at: z
      .string()
      .regex(CLOCK, { error: ({ input }) => `${JSON.stringify(input)} is no hour of the day: "07:00", for example` })
      .or(z.literal('', { error: () => 'it has to be an hour of the day, such as "07:00"' }))
      .default('')
      .describe(
        'Hour, such as "07:00" in the local time of the machine, at which a worker writes a report by itself; "" = never.',
      ),
    keep: z
      .int()
      .min(1)
      .max(MOST_KEPT, { error: ({ input }) => `${String(input)} is too many: at most ${MOST_KEPT}` })
      .default(30)
      .describe('How many reports stay in `millrace-agents/reports/`; the oldest go.'),
  })
  .prefault({})
  .describe('Reports that are written by themselves.');
