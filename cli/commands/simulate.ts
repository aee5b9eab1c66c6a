// `compile simulate`: outcomes from a file, played through the engine's own executor. No server, no agent, nothing written.
import { resolve } from 'node:path';
import type { Plan } from '../../core/contracts/plan.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { type Fault, readOutcomes } from '../../core/simulate/outcomes.js';
import { play } from '../../core/simulate/play.js';
import { entryNodes, nodesOf, type SimulationStart, startAt, startOf } from '../../core/simulate/start.js';
import { compilePlan } from '../compile.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { playedLines, routeText } from '../plan/played-text.js';
import { readSource } from '../../read/sources.js';

interface SimulateOptions {
  outcomes: string;
  mode?: string;
  config?: string;
  family?: string;
  entry?: string;
}

/** Exit 1 when an outcome cannot be read or does not fit, with its place; 4 for an unknown family or node. */
export async function simulate(context: Context, options: SimulateOptions): Promise<Result> {
  const { outcomes, mode, config } = options;
  const workspace = findWorkspace(context);
  const { told, faults } = readOutcomes(readSource(resolve(context.cwd, outcomes), outcomes));
  if (faults.length > 0) throw badOutcomes(outcomes, faults);
  const { named } = await compilePlan(context, { workspace, mode, config });
  const played = play(named.plan, startIn(named.plan, options), told);
  if (played.fault !== null) throw badOutcomes(outcomes, [played.fault], routeText(played));
  return { data: { planId: named.id, ...played }, lines: playedLines(named.plan, played) };
}

function startIn(plan: Plan, { family, entry }: SimulateOptions): SimulationStart {
  const families = entryNodes(plan).map(([one]) => one);
  const usual = families.includes('task') ? 'task' : (families[0] ?? 'task');
  const start = startOf(plan, family ?? usual);
  if (start === null) throw unknown(`Mode ${plan.mode} has no entry for`, family ?? usual, families);
  if (entry === undefined) return start;
  const at = startAt(plan, entry, family ?? null);
  if (at === null) throw unknown(`Mode ${plan.mode} has no node`, entry, nodesOf(plan));
  return at;
}

const unknown = (what: string, name: string, known: readonly string[]): CliError =>
  notFound(`${what} ${name}.${didYouMean(name, known)}`, `There are: ${known.join(', ')}.`);

function badOutcomes(file: string, faults: readonly Fault[], hint?: string): CliError {
  const [message = '', ...below] = faults.map(({ place, message: fault }) => `${file}, ${place}: ${fault}`);
  const failure = { exit: EXIT.failed, code: 'bad_outcomes', message, below, problems: faults };
  return new CliError(hint === undefined ? failure : { ...failure, hint });
}
