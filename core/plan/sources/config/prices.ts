// [prices]: what models cost, as whoever pays knows it. None ships: a price that nobody looked up is worse than none.
import { z } from 'zod';
import { MODELS } from '../../../contracts/money.js';
import { text } from './values.js';

/** More than any model costs. */
const MOST = 100_000;

const price = z.number().min(0).max(MOST);

const day = z.string().refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)), {
  error: ({ input }) => `${JSON.stringify(input)} is no day: write it as "2026-11-29"`,
});

const model = z.strictObject({
  input: price.describe('Price of a million input tokens.'),
  cached_input: price.optional().describe('Price of a million cached input tokens; absent = as input.'),
  output: price.describe('Price of a million output tokens, those of thinking included.'),
});

export const prices = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: ({ input }) => `${JSON.stringify(input)} is no currency: three capital letters` })
      .default('USD')
      .describe('Currency of all prices and limits, in three letters.'),
    as_of: day.optional().describe('Day on which somebody looked the prices up, shown wherever they are used.'),
    source: text.max(200).optional().describe('Where they were looked up, shown wherever they are used.'),
    models: z
      .record(text.max(100), model)
      .default({})
      .describe('Prices by the name of the model, as stages have it; none ships.'),
  })
  .superRefine(({ as_of: asOf, source, models }, context) => {
    const count = Object.keys(models).length;
    const add = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (count > MODELS) add('models', `${count} models, the limit is ${MODELS}`);
    if (count > 0 && asOf === undefined) add('as_of', 'prices need the day on which they were looked up');
    if (count > 0 && source === undefined) add('source', 'prices need their source');
  })
  .prefault({})
  .describe('What models cost.');
