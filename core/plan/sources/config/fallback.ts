// [fallback]: which runners stand in for one that is limited, and after how long.
import { z } from 'zod';
import { RUNNER_KINDS } from '../../../../agents/kinds.js';
import type { RunnerKind } from '../../runner-kind.js';
import { text, wholeSeconds } from './values.js';

const kinds: readonly RunnerKind[] = RUNNER_KINDS;

/** Each is bound in the plan, stage by stage. */
const MOST = 4;

const standIns = z
  .array(text)
  .max(MOST, { error: `at most ${MOST} may stand in for a runner` })
  .default([])
  .describe('Runners that stand in for it while a limit of it lasts, best first.');

const single = Object.fromEntries(
  kinds.filter(({ family }) => family === undefined).map(({ name }) => [name, standIns]),
);

const families = Object.fromEntries(
  kinds
    .filter(({ family }) => family !== undefined)
    .map(({ name }) => [name, z.record(z.string(), standIns).default({}).describe(`The same for \`${name}.NAME\`.`)]),
);

export const fallback = z
  .strictObject({
    after_seconds: wholeSeconds(0)
      .default(30 * 60)
      .describe('How long a limit of a runner lasts before another one stands in.'),
    ...(single as Record<'codex_cli', typeof standIns>),
    ...(families as Record<never, never>),
  })
  .prefault({})
  .describe('Runners that stand in for one whose provider limits it or is away.');

/** Names of who stands in for a runner, best first, as they are written; `field`: where. */
export function standInsOf(section: object, runner: string): { field: string; names: readonly string[] } {
  const path = ['fallback', ...familyAndMember(runner)];
  const found = path.slice(1).reduce<unknown>((table, key) => membersOf(table).get(key), section);
  return { field: path.join('.'), names: Array.isArray(found) ? (found as string[]) : [] };
}

/** Every runner that something stands in for. */
export function fallenBackFrom(section: object): string[] {
  return [...membersOf(section)].flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.length === 0 ? [] : [name];
    return [...membersOf(value)].flatMap(([member, list]) => (isFilled(list) ? [`${name}.${member}`] : []));
  });
}

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

/** `command.NAME` is a member of the table `command`. */
function familyAndMember(runner: string): string[] {
  const family = kinds.find(({ name, family: of }) => of !== undefined && runner.startsWith(`${name}.`));
  return family === undefined ? [runner] : [family.name, runner.slice(family.name.length + 1)];
}

const membersOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
