// What a command ends or decides about is named whole: the beginning of an id may have come to mean another thing since it was read.
import type { Context } from './context.js';
import { CliError, misused } from './errors.js';
import { EXIT } from './exit.js';
import { inert } from './render/inert.js';
import { shellWord } from '../core/attention/shell-word.js';
import type { Effect } from './tree/effects.js';
import { canAsk, confirmed } from './trust/ask.js';

const DOES: Readonly<Record<Effect, string | null>> = {
  ...{ looks: null, changes: null, ends: 'ends', decides: 'decides about' },
};

/**
 * `given`: what was written; `whole`: what it was found to mean; `kind`: what that is called. Asks at a terminal where they
 * differ; exit 2 where nobody can be asked, exit 1 for a no. A command that ends and decides nothing goes on in any case.
 */
export async function assertWhole(context: Context, kind: string, given: string, whole: string): Promise<void> {
  const { asked, dryRun } = context;
  const does = DOES[asked.effect];
  if (does === null || given === whole) return;
  if (!canAsk(context))
    throw misused(
      `${inert(given)} is only the beginning of ${kind} ${inert(whole)}, and \`${asked.path}\` ${does} what it names: nothing was changed.`,
      `Say the whole of it: \`millrace ${asked.path} ${shellWord(inert(whole))}\`.`,
    );
  if (dryRun || (await confirmed(`This ${does} ${kind} ${inert(whole)}. Go on?`))) return;
  throw new CliError({ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was changed.' });
}
