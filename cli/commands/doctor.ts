// `doctor`: looks at everything that a run needs, in groups, and changes nothing.
import type { Compiled } from '../../core/plan/compile.js';
import { type Context, type Result, workspaceAround } from '../context.js';
import { lookAtCheckpoints } from '../doctor/checkpoints.js';
import { compileHere, lookAtPermissions, lookAtPlan } from '../doctor/plan.js';
import { lookAtChanges } from '../doctor/changes.js';
import { lookAtDocuments } from '../doctor/documents.js';
import { error, type Finding, skipped, warning } from '../doctor/finding.js';
import { readSnapshot } from '../../read/snapshot.js';
import { lookAtOperators } from '../doctor/operators.js';
import { lookAtPlatform } from '../doctor/platform.js';
import { lookAtProcesses } from '../doctor/processes.js';
import { lookAtRunners } from '../doctor/runners.js';
import { lookAtServer } from '../doctor/server.js';
import { lookAtState } from '../doctor/state.js';
import { lookAtWorkspace } from '../doctor/workspace.js';
import { lookAtTrees } from '../doctor/trees.js';
import { lookAtTrust } from '../doctor/trust.js';
import { compileSources } from '../compile.js';
import { EXIT } from '../exit.js';
import { readWorkspaceId } from '../../read/identity.js';
import { readSources } from '../../read/sources.js';
import { mostRows, restInJson } from '../render/listed.js';
import type { Paint } from '../render/paint.js';
import { section } from '../render/table.js';
import { standingOf } from '../trust/standing.js';
import { counted } from '../render/count.js';

const notStarted = skipped(
  'ground_not_accepted',
  'not looked at: no program is started before the ground that names it is accepted',
);

type Grouped = Finding & { group: string };

/** Findings of one group that are shown. */
const MOST = 50;

const COLOURS = { ok: 'green', skipped: 'dim', warning: 'yellow', error: 'red' } as const;

export async function doctor(context: Context, options: { probe: boolean }): Promise<Result> {
  const dir = workspaceAround(context);
  const groups = dir === null ? await lookBefore(context, options.probe) : await lookAtAll(context, dir, options.probe);
  const findings = groups.flatMap(([group, found]) => found.map((one): Grouped => ({ group, ...one })));
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const counts = { errors: count('error'), warnings: count('warning') };
  const some = findings.slice(0, mostRows(true, undefined));
  const data = { ok: counts.errors === 0, ...counts, findings: some, count: findings.length };
  const lines = groups.flatMap(([group, found]) =>
    section(context.paint('bold', group), linesOfAll(found, context.paint)),
  );
  const what = dir === null ? 'for `millrace init`' : 'to run';
  const verdict = `${counts.errors === 0 ? 'Ready' : 'Not ready'} ${what}`;
  const end = `${verdict}: ${counted(counts.errors, 'error')}, ${counted(counts.warnings, 'warning')}.`;
  return { data, lines: [...lines.slice(1), '', end], exit: counts.errors === 0 ? EXIT.done : EXIT.failed };
}

/** What a workspace in this folder would begin with: what ships, whose programs nobody else named. */
async function lookBefore({ cwd, env }: Context, probe: boolean): Promise<[string, Finding[]][]> {
  const { named, config } = await compileSources(readSources(null));
  const looks: [string, () => Finding[] | Promise<Finding[]>][] = [
    [
      'workspace',
      () => [warning('no_workspace', `${cwd} is in no workspace`, { remedy: '`millrace init` makes one.' })],
    ],
    ['runners', () => (named === null || config === null ? [] : lookAtRunners(cwd, named, config, env, probe))],
    ['platform', () => lookAtPlatform(cwd, probe)],
  ];
  return lookedAt(looks);
}

async function lookAtAll(context: Context, dir: string, probe: boolean): Promise<[string, Finding[]][]> {
  const { env } = context;
  const compiled = await compileHere(dir);
  const { named, config } = compiled;
  const id = readWorkspaceId(dir);
  const standing = await standingOf(dir, id, env);
  const unknown = [skipped('not_looked_at', 'not looked at while the plan does not compile')];
  const runnersOf = (named: Compiled['named'], config: Compiled['config']) => {
    if (named === null || config === null) return unknown;
    return standing.state === 'accepted' ? lookAtRunners(dir, named, config, env, probe) : [notStarted];
  };
  const looks: [string, () => Finding[] | Promise<Finding[]>][] = [
    ['workspace', () => lookAtWorkspace(dir, env)],
    ['documents', () => lookAtDocuments(dir)],
    ['processes', () => lookAtProcesses(dir, id, env)],
    ['state', () => lookAtState(dir, id, env)],
    ['changes', () => lookAtChanges(id, env)],
    ['plan', () => lookAtPlan(dir, compiled)],
    ['trust', () => [...lookAtTrust(standing), ...lookAtOperators(readSnapshot(dir)?.workspace ?? null, config)]],
    ['permissions', () => (named === null ? unknown : lookAtPermissions(named))],
    ['runners', () => runnersOf(named, config)],
    ['server', () => (config === null ? unknown : lookAtServer(dir, id, env))],
    ['platform', () => lookAtPlatform(dir, probe)],
    ['trees', () => (config === null || id === null ? [] : lookAtTrees(dir, id, config, env))],
    ['checkpoints', () => (probe ? lookAtCheckpoints(dir, id, env) : [])],
  ];
  return lookedAt(looks);
}

const lookedAt = (looks: readonly [string, () => Finding[] | Promise<Finding[]>][]): Promise<[string, Finding[]][]> =>
  Promise.all(looks.map(async ([group, look]) => [group, await guarded(look)] as [string, Finding[]]));

/** One look that fails does not take the others along. */
async function guarded(look: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return [error('look_failed', `it could not be looked at: ${why}`)];
  }
}

/** Of one group; what is wrong comes first where not all is shown. */
function linesOfAll(found: readonly Finding[], paint: Paint): string[] {
  const wrong = (one: Finding): number => (one.level === 'error' ? 0 : one.level === 'warning' ? 1 : 2);
  const sorted = found.length > MOST ? [...found].sort((a, b) => wrong(a) - wrong(b)) : found;
  const left = found.length > MOST ? [restInJson(found.length - MOST)] : [];
  return [...sorted.slice(0, MOST).flatMap((one) => linesOf(one, paint)), ...left];
}

function linesOf({ level, code, what, where, remedy }: Finding, paint: Paint): string[] {
  const place = where === undefined ? '' : `${where}: `;
  const head = `${paint(COLOURS[level], level.padEnd(7))}  ${place}${what}${level === 'ok' || level === 'skipped' ? '' : ` [${code}]`}`;
  return remedy === undefined ? [head] : [head, `         ${remedy}`];
}
