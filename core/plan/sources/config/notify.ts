// [[notify]]: who is told of what waits for a person, by a command or a webhook, and how often.
import { z } from 'zod';
import { ATTENTION_KINDS, type AttentionKind } from '../../../attention/attention.js';
import { msOf } from '../../../report/since.js';
import { isCleartext, isTellable } from '../../../notify/address.js';
import { canonicalId } from '../stage-kind.js';
import { seconds, text } from './values.js';

const MOST = 20;
const MOST_WAIT = 120;
const MOST_RETRY = 3600;
const KINDS = Object.keys(ATTENTION_KINDS) as [AttentionKind, ...AttentionKind[]];

const program = text.refine((name) => !name.includes('/') || name.startsWith('/'), {
  error: ({ input }) => `${JSON.stringify(input)} depends on a folder: give a name on PATH, or an absolute path`,
});

const webhook = text
  .refine(isTellable, { error: 'it has to be an address such as https://host/path, without a user or password in it' })
  .refine((url) => !isTellable(url) || !isCleartext(url), {
    error: 'http: goes to this machine alone (127.0.0.1, ::1, localhost); everywhere else it has to be https:',
  });

const rule = z
  .strictObject({
    name: canonicalId.describe('Name of the rule, for `millrace notify`.'),
    command: z
      .tuple([program], z.string())
      .optional()
      .describe('Program with its arguments, started without a shell; it gets the message on its standard input.'),
    webhook: webhook.optional().describe('Address that the message is sent to by POST.'),
    key_file: text
      .refine((file) => /^(?:~\/)?./.test(file) && (file.startsWith('/') || file.startsWith('~/')), {
        error: ({ input }) => `${JSON.stringify(input)} is no absolute path, nor one that begins with ~/`,
      })
      .optional()
      .describe('File with the key that signs messages to the webhook; absolute, or below ~/.'),
    key_env: text
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable, not the key itself')
      .optional()
      .describe("Variable of the worker's environment with that key."),
    kinds: z
      .array(z.enum(KINDS))
      .min(1)
      .optional()
      .describe('Kinds of attention that are told; without it all of them.'),
    debounce: z
      .string()
      .refine((span) => msOf(span) !== null, {
        error: ({ input }) => `${JSON.stringify(input)} is no span of time: "90s", "10m", "1h" or "1d", for example`,
      })
      .default('10m')
      .describe(
        'Span of time in which the same cause is told once, however often it goes and comes: "90s", "10m", "1h".',
      ),
    timeout_seconds: seconds().positive().max(MOST_WAIT).default(10).describe('Seconds that one delivery may take.'),
    retry_seconds: seconds()
      .positive()
      .max(MOST_RETRY)
      .default(15)
      .describe('Seconds until a delivery that failed is tried again; each further time twice as long, up to an hour.'),
  })
  .superRefine((given, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (given.command === undefined && given.webhook === undefined) issue('name', 'says neither command nor webhook');
    if (given.command !== undefined && given.webhook !== undefined)
      issue('webhook', 'stands beside a command; keep one');
    if (given.key_file !== undefined && given.key_env !== undefined)
      issue('key_env', 'stands beside key_file; keep one');
    const key = given.key_file === undefined ? 'key_env' : 'key_file';
    if (given.webhook === undefined && given[key] !== undefined)
      issue(key, 'signs messages to a webhook, and there is none');
  });

export type NotifyRule = z.infer<typeof rule>;

export const notify = z
  .array(rule)
  .max(MOST, { error: `more than ${MOST} rules` })
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, { error: 'a name is there twice' })
  .default([])
  .describe('Who is told of what waits for a person.');
