// What a tool is: a command of the command line, with arguments of its own that are checked before one of them gets near it.
import { z } from 'zod';
import { COMMAND_ID, SAFE_ID, isFamilyId } from '../../core/contracts/ids.js';
import { LIMITS } from '../../core/contracts/limits.js';

/** `decides`: about one thing, which is named by its whole id. `ends`: what it takes away does not come back by itself. */
export type Effect = 'looks' | 'changes' | 'decides' | 'ends';

/** What is asked of the command line. */
export interface Call {
  /** Words behind `millrace`; what a client gave stands behind `--`, or in one word with its option. */
  words: readonly string[];
  /** For standard input. */
  input?: string;
  /** `lines`: a line of JSON for each of these keys' list; `text`: as people read it. Absent: one answer in JSON. */
  reads?: 'lines' | 'text';
}

export interface Tool<A extends z.ZodObject = z.ZodObject> {
  /** The words of the command, joined by `-`. */
  name: string;
  /** The command as people type it. */
  command: string;
  effect: Effect;
  /** Of what changes: a second call with the same arguments changes nothing more, whatever happened between. */
  isIdempotent?: boolean;
  description: string;
  args: A;
  call(args: z.output<A>): Call;
  /** Form of `data`: that of `docs/schemas/<schema>.json`, or one of its own. */
  schema: string | z.ZodType;
  /** For an answer that is not one object of JSON. */
  dataOf?(said: readonly string[], args: z.output<A>): object;
  /** One line or a few in our words: of ids, states and numbers only. */
  tell(data: Record<string, unknown>): string;
}

/** Keeps the types of arguments within a tool; the table does not know them. */
export const tool = <A extends z.ZodObject>(row: Tool<A>): Tool => row;

/** Names of its arguments; those that may be left out stand in brackets. */
export const argumentsOf = ({ args }: Tool): string[] =>
  Object.entries(args.shape as Record<string, z.ZodType>).map(([key, field]) =>
    field.safeParse(undefined).success ? `[${key}]` : key,
  );

export const id = (what: string): z.ZodString =>
  z.string().regex(SAFE_ID, 'is no id: letters, digits, ".", "_" and "-", a letter or digit first').describe(what);

export const family = z
  .string()
  .refine(isFamilyId, 'is no family, such as task, spec or incident')
  .describe('Needed when several families have the id.')
  .optional();

/** Text that travels in the arguments of a process: no byte of it may end it. */
export const words = (most: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(most, `is longer than ${most} characters`)
    // eslint-disable-next-line no-control-regex -- these are what is refused
    .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'holds control characters');

/** Of every tool that changes something. */
export const issued = {
  reason: words(LIMITS.issued).describe('Why. It is kept in the audit; at `retry` the agents of the item are told it.'),
  command_id: z
    .string()
    .regex(COMMAND_ID, 'is no command id: 8 to 100 letters, digits, ".", "_" or "-"')
    .describe('Give the id of an earlier answer to ask again: what was carried out under it is not done twice.')
    .optional(),
};

/** An option and its value in one word, so that no value can look like another option. */
export const option = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** How many of a list. */
export const most = (fallback: number, limit: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(1).max(limit).default(fallback);
