// The plan that a person means: `active`, `current`, a mode, a plan that was active here once (by id or digest), or a file.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NamedPlan } from '../../core/contracts/plan.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { readLibrary } from '../../core/plan/sources/library.js';
import { compilePlan } from '../compile.js';
import type { Context } from '../context.js';
import { failed, misused, notFound } from '../errors.js';
import { readWorkspaceId } from '../../read/identity.js';
import { activePlan, planIn, storedDigests, storedPlan } from '../../read/plans.js';
import { readSources, readSource } from '../../read/sources.js';

export interface FoundPlan {
  named: NamedPlan;
  /** How it was found, for people. */
  from: string;
}

export interface PlanPlace {
  context: Context;
  workspace: string;
  config: string | undefined;
}

const HINT = 'Name `active`, `current`, a mode, a plan that was active here (id or digest), or a file with a plan.';

/** Exit 4 when there is none, 2 when a digest is cut too short, 1 when it does not compile or is damaged. */
export async function findNamedPlan(place: PlanPlace, name: string): Promise<FoundPlan> {
  if (name === 'active') return { named: theActive(place), from: 'active in this workspace' };
  if (name === 'current') return { named: await compileMode(place), from: 'compiled from what is there now' };
  const modes = modesOf(place);
  if (modes.includes(name)) return { named: await compileMode(place, name), from: `mode ${name}, as it is now` };
  const kept = (await stored(place, name)) ?? inFile(place, name);
  if (kept !== null) return kept;
  throw notFound(`There is no plan ${name}.${didYouMean(name, [...modes, 'active', 'current'])}`, HINT);
}

function theActive({ workspace }: PlanPlace): NamedPlan {
  const active = activePlan(workspace);
  if (active === null) throw notFound('No plan is active in this workspace yet.', '`millrace run` begins with one.');
  if (active !== 'damaged') return active;
  throw failed('bad_plan', 'state/compiled_plan.json is damaged.', 'A run or `millrace config reload` writes it anew.');
}

async function compileMode({ context, workspace, config }: PlanPlace, mode?: string): Promise<NamedPlan> {
  return (await compilePlan(context, { workspace, mode, config })).named;
}

const modesOf = ({ workspace }: PlanPlace): string[] =>
  [...readLibrary(readSources(workspace), []).modes.values()].flatMap(({ id, aliases }) => [id, ...aliases]);

async function stored({ context, workspace }: PlanPlace, name: string): Promise<FoundPlan | null> {
  const [, mode, prefix] = /^(?:plan-(.+)-)?([0-9a-f]{4,64})$/.exec(name) ?? [];
  const identity = readWorkspaceId(workspace);
  if (prefix === undefined || identity === null) return null;
  const { stateHome } = await import('../../worker/state-home.js');
  const folder = join(stateHome(context.env), identity);
  const [digest, ...others] = storedDigests(folder).filter((one) => one.startsWith(prefix));
  if (digest === undefined) return null;
  if (others.length > 0) throw misused(`${name} fits ${others.length + 1} plans.`, 'Write more of the digest.');
  const named = storedPlan(folder, digest);
  if (named === null) throw failed('bad_plan', `The stored plan ${digest.slice(0, 12)} is damaged.`, HINT);
  return mode !== undefined && mode !== named.plan.mode
    ? null
    : { named, from: 'stored by a worker of this workspace' };
}

function inFile({ context }: PlanPlace, name: string): FoundPlan | null {
  const file = resolve(context.cwd, name);
  if (!existsSync(file)) return null;
  const named = planIn(readSource(file, name));
  if (named !== null) return { named, from: name };
  throw failed('bad_plan', `${name} holds no plan.`, '`millrace compile show --json` prints one that can be kept.');
}
