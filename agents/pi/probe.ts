// Whether Pi could work again: what was missing is looked for, what was wrong has to have been changed.
import { join } from 'node:path';
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { EnvironmentFailureClass } from '../../core/contracts/failures.js';
import type { Probed } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import type { Address } from '../probes.js';
import { addressOf, behindProxy, changedSince, probeAddress, readyIf } from '../probes.js';
import { type Around, ownEnv, ownProviders, piProgram, providerOf, userFolder } from './surroundings.js';
import { own } from '../../core/own.js';

type Probe = (failed: AwaitRunnerInput, context: Around) => Probed | Promise<Probed>;

const provider: Probe = ({ request }, context) => probeAddress(providerAddress(request.model, context));

const PROBES: Readonly<Partial<Record<EnvironmentFailureClass, Probe>>> = {
  runner_binary_missing: (_failed, context) => readyIf(piProgram(context) !== null),
  auth_missing_or_invalid: changed('auth.json', 'models.json'),
  // Another account has another limit.
  usage_limit_reached: changed('auth.json'),
  runner_misconfigured: changed('auth.json', 'models.json', 'settings.json'),
  network_unavailable: provider,
  provider_unavailable: provider,
};

export async function probePi(failed: AwaitRunnerInput, context: Around): Promise<Probed> {
  return (await own(PROBES, failed.failureClass)?.(failed, context)) ?? 'unknown';
}

/** Files of the user's folder. */
function changed(...names: string[]): Probe {
  return ({ since }, context) => {
    const folder = userFolder(context);
    return changedSince(
      names.map((name) => join(folder, name)),
      since,
    );
  };
}

/** Null when it cannot be told: only the user's own providers say where they are. */
function providerAddress(model: string | null, context: Around): Address | null {
  const name = providerOf(model, context);
  if (behindProxy({ ...allowedEnv(context.env), ...ownEnv(name, context) })) return null;
  return name === null ? null : addressOf(ownProviders(context).get(name)?.baseUrl ?? null);
}
