// Whether Codex could work again: what was missing is looked for, what was wrong has to have been changed.
import { join } from 'node:path';
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { EnvironmentFailureClass } from '../../core/contracts/failures.js';
import type { Probed, RunContext } from '../adapter.js';
import { changedSince, probeAddress, readyIf } from '../probes.js';
import { providerAddress } from './provider.js';
import { sandboxComplaint } from './sandbox.js';
import { codexHome, codexProgram } from './surroundings.js';
import { wallsOf } from './walls.js';
import { own } from '../../core/own.js';

type Probe = (failed: AwaitRunnerInput, context: RunContext) => Probed | Promise<Probed>;

/** `codex login status` is no help: it knows neither keys in variables nor whether a stored login is still good. */
const LOGIN = ['auth.json', 'config.toml'];

const provider: Probe = (_failed, context) => probeAddress(providerAddress(context));

const PROBES: Readonly<Partial<Record<EnvironmentFailureClass, Probe>>> = {
  runner_binary_missing: (_failed, context) => readyIf(codexProgram(context) !== null),
  sandbox_unavailable: async ({ request }, context) => {
    const program = codexProgram(context);
    if (program === null) return 'broken';
    const { sandbox } = await wallsOf(request, context, program);
    return readyIf(sandbox === null || (await sandboxComplaint(context, program, sandbox)) === null);
  },
  auth_missing_or_invalid: changed(LOGIN),
  // Another account has another limit.
  usage_limit_reached: changed(['auth.json']),
  runner_misconfigured: changed(LOGIN),
  network_unavailable: provider,
  provider_unavailable: provider,
};

export async function probeCodex(failed: AwaitRunnerInput, context: RunContext): Promise<Probed> {
  return (await own(PROBES, failed.failureClass)?.(failed, context)) ?? 'unknown';
}

/** Files of Codex's home, and its profile. */
function changed(names: readonly string[]): Probe {
  return ({ since }, context) => {
    const { profile } = context.config.codex;
    const all = profile === null ? names : [...names, `${profile}.config.toml`];
    return changedSince(
      all.map((name) => join(codexHome(context), name)),
      since,
    );
  };
}
