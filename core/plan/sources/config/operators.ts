// [operators]: who may decide, each with a key. It counts once: as soon as a workspace has operators, only signed commands change them.
import { z } from 'zod';
import {
  isOperatorName,
  MOST_OPERATORS,
  type OperatorsSeed,
  RIGHTS,
  SIGNATURE_SECONDS,
} from '../../../contracts/operators.js';
import { keyInLine } from '../../../operators/public-key.js';
import { text } from './values.js';

const DAY_SECONDS = 86_400;

const operator = z.strictObject({
  key: text
    .refine((line) => keyInLine(line) !== null, {
      error:
        'it has to be a public key of OpenSSH: ssh-ed25519 AAAA..., as in the .pub file that `ssh-keygen -t ed25519` makes',
    })
    .describe('Public key, as it stands in a .pub file.'),
  rights: z.array(z.enum(RIGHTS)).describe('What it may decide.'),
});

export const operators = z
  .strictObject({
    required: z.boolean().default(true).describe('Whether, where somebody is named, unsigned commands are refused.'),
    window_seconds: z
      .int()
      .min(5)
      .max(DAY_SECONDS, { error: ({ input }) => `${String(input)} is too long: at most ${DAY_SECONDS} seconds, a day` })
      .default(SIGNATURE_SECONDS)
      .describe('Seconds that a signature counts.'),
    drops: z
      .enum(['refuse', 'accept'])
      .default('refuse')
      .describe('Whether files dropped into the queue folders, which nobody signs, are taken in all the same.'),
    named: z
      .record(
        z
          .string()
          .refine(isOperatorName, { error: 'it has to be 1 to 64 letters, digits, dots, dashes or underscores' }),
        operator,
      )
      .default({})
      .describe('Operators by name.'),
  })
  .superRefine(({ named }, context) => {
    const all = Object.values(named);
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: ['named'], message });
    if (all.length > MOST_OPERATORS) issue(`more than ${MOST_OPERATORS} operators`);
    if (all.length > 0 && !all.some(({ rights }) => rights.includes('configuration')))
      issue('nobody has the right configuration, without which nobody could ever change keys');
    if (new Set(all.map(({ key }) => keyInLine(key))).size < all.length) issue('two operators have one key');
  })
  .prefault({})
  .describe('Who may decide; nobody named = whoever reaches the server.');

/** What a worker tells the workspace of it; undefined where nobody is named. */
export function operatorsSeed({
  required,
  window_seconds,
  drops,
  named,
}: z.infer<typeof operators>): OperatorsSeed | undefined {
  const all = Object.entries(named).map(([name, { key, rights }]) => ({ name, key: keyInLine(key) ?? '', rights }));
  if (all.length === 0) return undefined;
  return { required, windowSeconds: window_seconds, drops: drops === 'accept', named: all };
}
