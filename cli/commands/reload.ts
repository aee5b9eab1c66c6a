// `config reload`: what runs finishes on its plan, what starts from now on takes the new one.
import type { Context, Result } from '../context.js';
import { identify } from '../context.js';
import { sending } from '../sending.js';
import { acceptedPlan } from '../trust/gate.js';
import { noServer, resultOf } from './control.js';

const TIMEOUT_MS = 30_000;

interface ReloadOptions {
  mode?: string;
  config?: string;
  reason: string;
  accept?: boolean;
}

/** Exit 1, and the plan that is active stays, when the configuration does not compile. */
export async function reloadConfig(context: Context, { reason, ...wanted }: ReloadOptions): Promise<Result> {
  const { dir } = await identify(context);
  const plan = await acceptedPlan(context, wanted, 'config reload');
  const { reload, wouldReload } = await import('../../worker/reload.js');
  const { NoServerError } = await import('../../worker/commands.js');
  try {
    const issued = { issuer: context.issuer, reason };
    const options = sending(context, TIMEOUT_MS);
    const answer = await (context.dryRun ? wouldReload : reload)(dir, plan, issued, options);
    return resultOf(answer);
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error;
    throw noServer(`${error.message} The next \`millrace run\` reads the configuration anyway.`);
  }
}
