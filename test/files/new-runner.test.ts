// A runner is its folder and a line in each of the two lists: with those two alone configuration, plan, ground, walls and doctor know it.
import { beforeEach, expect, test, vi } from 'vitest';
import { withoutSecrets } from '../../agents/context.js';
import type * as kinds from '../../agents/kinds.js';
import { runnerConfig } from '../../agents/runner-config.js';
import type * as registry from '../../agents/registry.js';
import { KEYS } from '../../agents/walls/hidden.js';
import { get, set, show } from '../../cli/commands/config.js';
import { doctor } from '../../cli/commands/doctor.js';
import { trust } from '../../cli/commands/trust.js';
import { compileQuietly } from '../../cli/compile.js';
import { type Context, createContext } from '../../cli/context.js';
import type { Finding } from '../../cli/doctor/finding.js';
import { namedFiles } from '../../core/ground/programs.js';
import { settingChanges } from '../../core/ground/settings.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import { type Config, readConfig } from '../../core/plan/sources/config.js';
import { makeRoom, type Room } from './room.js';

vi.mock('../../agents/kinds.js', async (original) => {
  const { RUNNER_KINDS } = await original<typeof kinds>();
  const { ghostKind } = await import('../support/made-up-runner.js');
  return { RUNNER_KINDS: [...RUNNER_KINDS, ghostKind] };
});
vi.mock('../../agents/registry.js', async (original) => {
  const known = await original<typeof registry>();
  const { ghostAdapter } = await import('../support/made-up-runner.js');
  const ADAPTERS = [...known.ADAPTERS, ghostAdapter];
  const findRunner = (name: string) => known.findRunner(name, ADAPTERS);
  return { ...known, ADAPTERS, findRunner, runnerNames: () => known.runnerNames(ADAPTERS) };
});

let room: Room;
let context: Context;
beforeEach(async () => {
  room = await makeRoom();
  await room.drop('millrace.toml', '');
  context = { ...createContext({ workspace: room.workspace }), env: { MILLRACE_STATE_HOME: room.state }, note() {} };
});

/** No alias gives it an effort of other runners. */
const PLAYS = '[model_assignment]\nenabled = false\n[stages.builder]\nrunner = "ghost_cli"\n';
const ghost = (line: string): string => `[runners.ghost]\n${line}\n`;
const GHOSTLY = ghost(
  'rules_file = "./rules.md"\npass_phrase = "open-sesame-1"\nregion = "there"\nenv = { SECRET_NAME = "shade-of-2" }',
);

const configOf = (text: string): Config => {
  const config = readConfig('millrace.toml', text, []);
  if (config === null) throw new Error('the configuration is wrong');
  return config;
};

async function compiled(text: string) {
  await room.drop('millrace.toml', text);
  return compileQuietly(context, { workspace: room.workspace });
}

test('its settings are read, changed and shown, but for what is secret in them', async () => {
  await set(context, {}, 'runners.ghost.region', 'there');
  expect((await get(context, {}, 'runners.ghost.region')).lines).toEqual(['there']);
  await expect(set(context, {}, 'runners.ghost.vigour', 'fiercer')).rejects.toThrow(
    /runners\.ghost\.vigour.*Did you mean fierce\?/,
  );
  await expect(get(context, {}, 'runners.ghost.regoin')).rejects.toThrow(/Did you mean region\?/);
  await room.drop('millrace.toml', GHOSTLY);
  const { data, lines } = await show(context, {});
  expect(lines[0]).toContain('; Ghost: as basic as air)');
  expect(data).toMatchObject({ permission: { level: 'basic', ghost: 'basic' } });
  expect(lines.join('\n')).toMatch(/runners\.ghost\.env\.SECRET_NAME +"\(hidden\)"/);
  expect(lines.join('\n')).toMatch(/runners\.ghost\.region +"there"/);
  expect(JSON.stringify([data, lines])).not.toMatch(/open-sesame|shade-of-2/);
});

test('each setting enters the digest of a plan, but those that stages hold; secrets are in no plan', async () => {
  const plain = await compiled('');
  const digests = await Promise.all(
    ['region = "there"', 'pass_phrase = "one"', 'pass_phrase = "two"', 'env = { A = "x" }', 'command = "./g"'].map(
      async (line) => (await makeRoomWith(ghost(line))).named.digest,
    ),
  );
  expect(new Set([plain.named.digest, ...digests]).size).toBe(6);
  expect((await compiled(ghost('vigour = "faint"'))).named.digest).toBe(plain.named.digest);
  expect(JSON.stringify((await compiled(`${PLAYS}${GHOSTLY}`)).named)).not.toMatch(/open-sesame|shade-of-2/);
});

async function makeRoomWith(text: string) {
  const other = await makeRoom();
  await other.drop('millrace.toml', text);
  return compileQuietly(context, { workspace: other.workspace });
}

test('its stages get its effort, and a level or a permission that means nothing to it is told', async () => {
  const { named, warnings } = await compiled(`${PLAYS}${ghost('vigour = "fierce"')}`);
  const nodes = Object.values(named.plan.planes['execution']?.nodes ?? {});
  expect(nodes.find(({ kind }) => kind === 'builder')).toMatchObject({ runner: 'ghost_cli', effort: 'fierce' });
  expect(warnings.filter(({ code }) => code === 'MR1052').map(({ message }) => message)).toEqual([
    'The runner ghost_cli has no sandbox, so that basic means nothing to its stages: builder.',
  ]);
  const idle = (await compiled(ghost('vigour = "fierce"'))).warnings;
  expect(idle).toMatchObject([{ code: 'MR1062', field: 'runners.ghost.vigour' }]);
  const wrong = compiled(`${PLAYS}thinking_level = "high"\n`);
  await expect(wrong).rejects.toThrow(
    /the effort high, which its runner ghost_cli does not know. It knows faint, fierce/,
  );
});

test('an operator accepts what it names and is told what changes, but no secret', () => {
  const [before, now] = [configOf(''), configOf(GHOSTLY)];
  const changes = settingChanges(before, now);
  expect(changes.map(({ key }) => key)).toEqual([
    'runners.ghost.env.SECRET_NAME',
    'runners.ghost.pass_phrase',
    'runners.ghost.region',
    'runners.ghost.rules_file',
  ]);
  expect(JSON.stringify(changes)).not.toMatch(/open-sesame|shade-of-2/);
  const { commands, pieces } = namedFiles(now.runners);
  expect(commands.map(({ command }) => command)).toEqual(['codex', 'pi', 'claude', 'ghost']);
  expect(pieces).toContain('./rules.md');
  expect(pieces.join()).not.toMatch(/open-sesame/);
});

test('what is secret in its settings is taken out of what a stage leaves, and its login is hidden', () => {
  const config = runnerConfig(configOf(GHOSTLY).runners);
  expect(withoutSecrets('they say open-sesame-1, shade-of-2 and there', { env: {}, config })).toMatch(
    /^they say (?!.*(?:sesame|shade-of-2)).* and there$/,
  );
  expect(KEYS).toContain('.ghost/login');
});

test('doctor says what its adapter says, which was given its settings', async () => {
  await room.drop('millrace.toml', `${PLAYS}${GHOSTLY}`);
  await trust(context, { accept: true });
  const { data } = await doctor(context, { probe: false });
  const { findings } = data as { findings: Finding[] };

  const mine = findings.filter(({ where }) => where === 'ghost_cli');
  expect(mine.map(({ code }) => code)).toEqual(['runner', 'seen_through']);
  expect(mine[1]?.what).toContain('"rulesFile":"./rules.md"');
  expect(mine[1]?.what).toContain('"vigour":null');
});

test('the shipped runners are in both lists', async () => {
  const { RUNNER_KINDS } = await vi.importActual<typeof kinds>('../../agents/kinds.js');
  const { runnerNames } = await vi.importActual<typeof registry>('../../agents/registry.js');
  const single: readonly RunnerKind[] = RUNNER_KINDS;
  expect(runnerNames()).toEqual(single.flatMap(({ name, family }) => (family === undefined ? name : [])));
});
