// A deed that cannot simply be taken back is asked about first, or wanted by an option.
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { canAsk, confirmed } from './ask.js';

/** `deed`: `write 3 files`. Exit 1 when nobody wants it, or nobody can be asked; a rehearsal asks nobody. */
export async function assertWanted(context: Context, yes: boolean | undefined, deed: string): Promise<void> {
  if (yes === true || context.dryRun) return;
  if (!canAsk(context))
    throw new CliError({
      ...{ exit: EXIT.failed, code: 'not_confirmed', message: `Nothing was written. It would ${deed}.` },
      hint: 'Nobody can be asked here: say --yes.',
    });
  if (!(await confirmed(`${deed.charAt(0).toUpperCase()}${deed.slice(1)}?`)))
    throw new CliError({ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was written.' });
}
