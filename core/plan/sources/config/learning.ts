// [learning]: where skills may come from that a Librarian chooses.
import { z } from 'zod';
import { text } from './values.js';

const MOST_SOURCES = 50;

export const learning = z
  .strictObject({
    sources: z
      .array(text)
      .max(MOST_SOURCES, { error: `more than ${MOST_SOURCES} sources` })
      .refine((all) => new Set(all).size === all.length, { error: 'a source is there twice' })
      .default([])
      .describe(
        'Folders and packages (.tar.gz) that a Librarian may choose skills from, absolute or relative to the workspace; none = it finds nothing.',
      ),
  })
  .prefault({})
  .describe('What agents may learn from.');
