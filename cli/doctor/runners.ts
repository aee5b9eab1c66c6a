// The runners that the plan binds: what each adapter can tell of itself without a login, a model or a change.
import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { NamedPlan, Permission, Plan } from '../../core/contracts/plan.js';
import type { Config } from '../../core/plan/sources/config.js';
import { programOf } from '../../core/plan/runner-kind.js';
import type { RunnerTable } from '../../core/plan/sources/config/runners.js';
import { type Finding, ok, skipped, warning } from './finding.js';
import { namedNodes } from './plan.js';
import { counted } from '../render/count.js';

/** `probe`: whether programs may be started. */
export async function lookAtRunners(
  dir: string,
  { plan }: NamedPlan,
  config: Config,
  env: NodeJS.ProcessEnv,
  probe: boolean,
): Promise<Finding[]> {
  const [{ findRunner }, { SCRIPT_VARIABLE, scriptedAdapter }, { runnerConfig }, { runnerTables }, { inspectBox }] =
    await parts();
  const context = { workspaceDir: dir, config: runnerConfig(config.runners), env };
  // Then no other runner is asked for.
  if (env[SCRIPT_VARIABLE]) {
    const asked = { permissions: boundRunners(plan).flatMap(({ permissions }) => permissions), probe };
    const walls = await inspectBox(scriptedAdapter.name, asked, context);
    return [rehearsal(SCRIPT_VARIABLE), ...walls.map((one) => ({ where: scriptedAdapter.name, ...one }))];
  }
  const programs = runnerTables(config.runners);
  const found = boundRunners(plan).map(async ({ name, stages, permissions }) => {
    const own = isInside(dir, programs, name);
    const seen = (await findRunner(name).inspect?.({ permissions, probe: probe && !own }, context)) ?? [];
    seen.push(...(await inspectBox(name, { permissions, probe }, context)));
    return [ok('runner', `plays ${counted(stages, 'stage')}`), ...(own ? [insideNote] : []), ...seen].map((one) => ({
      where: name,
      ...one,
    }));
  });
  return (await Promise.all(found)).flat();
}

/**
 * What the walls of a plan leave open with the runners that are installed here, in sentences. For a plan whose ground is
 * accepted: programs are asked for their version. `inside`: also one that lies in the workspace.
 */
export async function openWalls(
  dir: string,
  { plan }: NamedPlan,
  config: Config,
  env: NodeJS.ProcessEnv,
  inside: boolean,
): Promise<string[]> {
  const [{ findRunner }, { SCRIPT_VARIABLE }, { runnerConfig }, { runnerTables }, { openingsOfBox }] = await parts();
  if (env[SCRIPT_VARIABLE]) return [];
  const context = { workspaceDir: dir, config: runnerConfig(config.runners), env };
  const programs = runnerTables(config.runners);
  const asked = boundRunners(plan).filter(({ name }) => inside || !isInside(dir, programs, name));
  const found = asked.map(async ({ name, permissions }) => [
    ...((await findRunner(name).openings?.(permissions, context)) ?? []),
    ...openingsOfBox(name, permissions, context),
  ]);
  return (await Promise.all(found)).flat();
}

/** Of each runner of the plan whose program is not installed, what to do about it, in sentences. Nothing is started for it. */
export async function missingRunners(
  dir: string,
  named: NamedPlan,
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const seen = await lookAtRunners(dir, named, config, env, false);
  return seen.flatMap(({ code, what, where }) =>
    code === 'runner_binary_missing' ? [`${what} Until then the stages of ${where ?? 'it'} wait.`] : [],
  );
}

const parts = () =>
  Promise.all([
    import('../../agents/registry.js'),
    import('../../agents/scripted/adapter.js'),
    import('../../agents/runner-config.js'),
    import('../../core/plan/sources/config/runners.js'),
    import('../../agents/walls/inspect.js'),
  ]);

interface Bound {
  name: string;
  stages: number;
  permissions: Permission[];
}

/** The runners of a plan, with what it lets them do. */
function boundRunners(plan: Plan): Bound[] {
  const nodes = namedNodes(plan).flatMap(([, node]) => [node, ...(node.fallbacks ?? [])]);
  return [...new Set(nodes.map(({ runner }) => runner))].map((name) => {
    const bound = nodes.filter(({ runner }) => runner === name);
    return { name, stages: bound.length, permissions: [...new Set(bound.map(({ permission }) => permission))] };
  });
}

const insideNote = skipped(
  'runner_in_workspace',
  'not started: its program lies in the workspace, where agents write, and this command only looks',
);

/** Whether the runner's program lies in the workspace. */
const isInside = (dir: string, programs: readonly RunnerTable[], runner: string): boolean =>
  programs.some(({ name, values }) => name === runner && liesInside(dir, programOf(values) ?? ''));

/** A name without a slash is looked up on PATH, which is the operator's own. */
function liesInside(dir: string, command: string): boolean {
  if (!command.includes('/')) return false;
  const file = resolve(dir, command);
  const real = existsSync(file) ? realpathSync(file) : file;
  return [file, real].some((path) => !relative(realpathSync(dir), path).startsWith('..'));
}

const rehearsal = (where: string): Finding =>
  warning('rehearsal', 'scripted agents play every stage, whatever the plan says', {
    where,
    remedy: 'Unset it before work that is meant.',
  });
