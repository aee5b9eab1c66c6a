// Whether Claude Code could work again: what was missing is looked for, what was wrong has to have been changed.
import { join } from 'node:path';
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { EnvironmentFailureClass } from '../../core/contracts/failures.js';
import { own } from '../../core/own.js';
import type { Probed } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { type Address, addressOf, behindProxy, changedSince, probeAddress, readyIf } from '../probes.js';
import { sandboxComplaint } from './sandbox.js';
import { type Around, claudeProgram, givenEnv, hasOwnProvider, loginFile, userFolder } from './surroundings.js';

type Probe = (failed: AwaitRunnerInput, context: Around) => Probed | Promise<Probed>;

const provider: Probe = (_failed, context) => probeAddress(providerAddress(context));

/** The login file is only there where the system has no better place for a login. */
const login: Probe = ({ since }, context) =>
  changedSince([loginFile(context), join(userFolder(context), 'settings.json')], since);

const PROBES: Readonly<Partial<Record<EnvironmentFailureClass, Probe>>> = {
  runner_binary_missing: (_failed, context) => readyIf(claudeProgram(context) !== null),
  sandbox_unavailable: async (_failed, context) => readyIf((await sandboxComplaint(context)) === null),
  auth_missing_or_invalid: login,
  // Another account has another limit.
  usage_limit_reached: login,
  runner_misconfigured: login,
  network_unavailable: provider,
  provider_unavailable: provider,
};

export async function probeClaude(failed: AwaitRunnerInput, context: Around): Promise<Probed> {
  return (await own(PROBES, failed.failureClass)?.(failed, context)) ?? 'unknown';
}

/** Null when it cannot be told: behind a proxy, and where another service gives the models. */
function providerAddress(context: Around): Address | null {
  const given = givenEnv(context);
  if (behindProxy({ ...allowedEnv(context.env), ...given }) || hasOwnProvider(given)) return null;
  return addressOf(own(given, 'ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com');
}
