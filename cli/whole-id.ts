// What a command ends is named whole: the beginning of an id may have come to mean another thing since it was read.
import type { Context } from './context.js';
import { CliError, misused } from './errors.js';
import { EXIT } from './exit.js';
import { inert } from './render/inert.js';
import { shellWord } from '../core/attention/shell-word.js';
import { canAsk, confirmed } from './trust/ask.js';

/**
 * `given`: what was written; `whole`: what it was found to mean; `kind`: what that is called. Asks at a terminal where they
 * differ; exit 2 where nobody can be asked, exit 1 for a no. A command that ends nothing goes on in any case.
 */
export async function assertWhole(context: Context, kind: string, given: string, whole: string): Promise<void> {
  const { asked, dryRun } = context;
  if (asked.effect !== 'ends' || given === whole) return;
  if (!canAsk(context))
    throw misused(
      `${inert(given)} is only the beginning of ${kind} ${inert(whole)}, and \`${asked.path}\` ends what it names: nothing was changed.`,
      `Say the whole of it: \`millrace ${asked.path} ${shellWord(inert(whole))}\`.`,
    );
  if (dryRun || (await confirmed(`This ends ${kind} ${inert(whole)}. Go on?`))) return;
  throw new CliError({ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was changed.' });
}
