// The lines of JSON by which a program tells the runtime what it does: the dialect `millrace`. Every other line is a text for people.
import { z } from 'zod';
import { jsonObject } from '../../core/json-lines.js';
import { tokenCount } from '../tokens.js';
import { namedFailure } from './settings.js';

/** A longer line is no event, whatever it holds. */
export const LONGEST_LINE = 1024 * 1024;

/** It becomes an argument: nothing that a program could take for an option or a path. */
export const SESSION = /^\w[\w.:-]{0,199}$/;

const words = z.string().transform((text) => text.slice(0, LONGEST_LINE));
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const tokens = z.unknown().transform(tokenCount).prefault(0);

/** Fields that nobody knows are passed over, so that a program may say more than this version reads. */
const line = z.discriminatedUnion('type', [
  /** The last one with a text is the answer. */
  z.object({ type: z.literal('message'), text: words }),
  /** Tokens since the line of usage before. `input`: with the cached ones; `output`: with those of thinking. */
  z.object({
    type: z.literal('usage'),
    ...{ input: tokens, cached_input: tokens, output: tokens, thinking: tokens },
  }),
  /** What `{session}` will be when the same work is asked about once more. */
  z.object({ type: z.literal('session'), id: z.string().regex(SESSION) }),
  /** A tool is at work until the line with the same id that ends it. */
  z.object({
    ...{ type: z.literal('tool'), id: z.union([z.string(), z.number()]).transform(String) },
    ...{ state: z.enum(['start', 'end']), text: words.default('') },
  }),
  /** It waits, and is not silent: for what, until when, and what it will have failed by if it is ended meanwhile. */
  z.object({
    ...{ type: z.literal('waiting'), for: words },
    ...{ until: moment.optional(), class: namedFailure.optional() },
  }),
  /** It failed, unless a message follows. Without a class the words of a provider in `detail` are judged by what is known of them. */
  z
    .object({
      ...{ type: z.literal('error'), class: namedFailure.optional() },
      ...{ detail: words.default(''), retry_at: moment.optional() },
    })
    .refine(({ class: cause, detail }) => cause !== undefined || detail !== ''),
  /** Its work is over. */
  z.object({ type: z.literal('end') }),
]);

export type MillraceLine = z.infer<typeof line>;

/** Null for a line that is none of these, or that is wrong: it counts as a text. Never throws. */
export function millraceLine(text: string): MillraceLine | null {
  if (text.length > LONGEST_LINE) return null;
  const value = jsonObject(text);
  const read = value === null ? null : line.safeParse(value);
  return read?.success === true ? read.data : null;
}

/** By the beginning of a line, whose first key has to be its type. Pure. */
export const isEnd = (start: string): boolean => /^\{\s*"type"\s*:\s*"end"\s*[,}]/.test(start);
