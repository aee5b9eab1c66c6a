// Whether Codex could work again: what was missing is looked for, what was wrong has to have been changed.
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { Probed } from '../adapter.js';
import { type Address, providerAddress } from './provider.js';
import { sandboxComplaint } from './sandbox.js';
import { type Around, codexHome, codexProgram } from './surroundings.js';

const CONNECT_MS = 3000;

type Probe = (failed: AwaitRunnerInput, context: Around) => Probed | Promise<Probed>;

const readyIf = (good: boolean): Probed => (good ? 'ready' : 'broken');

/** `codex login status` is no help: it knows neither keys in variables nor whether a stored login is still good. */
const LOGIN = ['auth.json', 'config.toml'];

const PROBES: Readonly<Record<string, Probe>> = {
  runner_binary_missing: (_failed, context) => readyIf(codexProgram(context) !== null),
  sandbox_unavailable: async (_failed, context) => {
    const program = codexProgram(context);
    return readyIf(program !== null && (await sandboxComplaint(context, program)) === null);
  },
  auth_missing_or_invalid: changed(LOGIN),
  // Another account has another limit.
  usage_limit_reached: changed(['auth.json']),
  runner_misconfigured: changed(LOGIN),
  network_unavailable: reachable,
  provider_unavailable: reachable,
};

export async function probeCodex(failed: AwaitRunnerInput, context: Around): Promise<Probed> {
  return (await PROBES[failed.failureClass]?.(failed, context)) ?? 'unknown';
}

/** Files of Codex's home, and its profile. By change time, because a file that is moved into place keeps its old date. */
function changed(names: readonly string[]): Probe {
  return ({ since }, context) => {
    const { profile } = context.config.codex;
    const all = profile === null ? names : [...names, `${profile}.config.toml`];
    const times = all.map((name) => statSync(join(codexHome(context), name), { throwIfNoEntry: false })?.ctimeMs ?? 0);
    return readyIf(Math.max(...times) > Date.parse(since));
  };
}

async function reachable(_failed: AwaitRunnerInput, context: Around): Promise<Probed> {
  const address = providerAddress(context);
  return address === null ? 'unknown' : readyIf(await answers(address));
}

/** Somebody accepts a connection; nothing is sent. */
function answers(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: CONNECT_MS });
    const end = (good: boolean) => () => {
      socket.destroy();
      resolve(good);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}
