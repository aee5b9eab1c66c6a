// How many agents may be at work on this machine, for all workspaces of its user: `machine.toml` in the state home, read anew when it changed.
import { statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { homePaths } from '../../core/contracts/paths.js';
import type { Limits } from '../../core/machine/places.js';
import { KnownError } from '../../core/told-error.js';
import { readText } from '../../disk/read.js';

export const NO_LIMITS: Limits = { agents: null, runners: new Map() };

class BadMachine extends KnownError {
  constructor(file: string, why: string) {
    super('bad_config', `${file}: ${why}. For example:\n[agents]\nmost = 4\n[agents.runners]\ncodex_cli = 2`);
  }
}

export const machineFile = (home: string): string => path.join(home, homePaths.machine);

/** None where there is no such file. Throws `KnownError` (`bad_config`) where it says something else. */
export function readLimits(home: string): Limits {
  const file = machineFile(home);
  const text = readText(file);
  if (text === null) return NO_LIMITS;
  const found = tableOf(file, text);
  const { agents = {}, ...others } = found;
  refuseOthers(file, others, '');
  if (!isTable(agents)) throw new BadMachine(file, '`agents` has to be a table');
  const { most = null, runners = {}, ...more } = agents;
  refuseOthers(file, more, 'agents.');
  if (!isTable(runners)) throw new BadMachine(file, '`agents.runners` has to be a table');
  const counts = Object.entries(runners).map(
    ([name, count]) => [name, counted(file, `agents.runners.${name}`, count)] as const,
  );
  return { agents: most === null ? null : counted(file, 'agents.most', most), runners: new Map(counts) };
}

/** As `readLimits`, for who looks again and again. */
export function followLimits(home: string): () => Limits {
  let seen = '';
  let limits = NO_LIMITS;
  return () => {
    const stat = statSync(machineFile(home), { throwIfNoEntry: false });
    const now = stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    if (now !== seen) limits = readLimits(home);
    seen = now;
    return limits;
  };
}

function tableOf(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    throw new BadMachine(file, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

function refuseOthers(file: string, others: Record<string, unknown>, above: string): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new BadMachine(file, `\`${above}${name}\` is no setting of a machine`);
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function counted(file: string, name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000) return value;
  throw new BadMachine(file, `\`${name}\` has to be a whole number from 1 on`);
}
