// Before a plan is used: it is compiled from the operator's ground as it was accepted, and where something else lies there,
// somebody is asked. Nothing that the ground names is started before.
import { isAbsolute, join, relative, resolve } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { onlyNarrows } from '../../core/ground/narrows.js';
import { differences } from '../../core/plan/diff/differences.js';
import type { SourceFile } from '../../core/plan/sources/read.js';
import { compilePlan, compileQuietly, type GoodPlan } from '../compile.js';
import { type Context, identify } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { digestOf } from '../../disk/plain.js';
import { readSource } from '../../read/sources.js';
import { accept } from './accept.js';
import { meaningLines, meaningOf, planBefore } from './meaning.js';
import { confirmed, canAsk } from './ask.js';
import { programsUnknown } from './programs.js';
import { isOlder } from './older.js';
import { sayOpenWalls } from './walls.js';
import { assertStill, changesText, type Standing, standingOf } from './standing.js';

export interface Wanted {
  mode?: string | undefined;
  /** As it was given: a file that takes the place of `millrace.toml`. */
  config?: string | undefined;
  /** Whatever lies there is accepted. */
  accept?: boolean | undefined;
}

/** Exit 20 when the ground is not accepted and nobody can be asked, exit 1 when it does not compile. `command`: for the record. */
export async function acceptedPlan(context: Context, wanted: Wanted, command: string): Promise<GoodPlan> {
  const { plan, told } = await acceptedAndTold(context, wanted, command);
  await told;
  return plan;
}

/** As `acceptedPlan`. `told`: settles when what its walls leave open was said, which takes a process; it is for the caller to wait for it. */
export async function acceptedAndTold(
  context: Context,
  wanted: Wanted,
  command: string,
): Promise<{ plan: GoodPlan; told: Promise<void> }> {
  const { dir, id } = await identify(context);
  const standing = await standingOf(dir, id, context.env);
  const config = givenConfig(context, dir, standing, wanted.config);
  const isKnown = standing.state === 'accepted' && config.known;
  const choice = { workspace: dir, mode: wanted.mode, config: config.file };
  const open = { dir, standing, choice, config, wanted, command };
  const plan = await compileAccepted(context, open, isKnown);
  const told = sayOpenWalls(context, { dir, id }, plan);
  // Whoever waits for it hears of it.
  told.catch(() => undefined);
  return { plan, told };
}

/** What was accepted before, or is now. */
async function compileAccepted(context: Context, open: Open, isKnown: boolean): Promise<GoodPlan> {
  const { dir, standing, choice } = open;
  if (isKnown) {
    const kept = keptIn(context, standing);
    const plan = await compilePlan(context, { ...choice, copy: standing.accepted?.home, kept });
    const unknown = await programsUnknown(context, dir, plan.config, standing.accepted?.programs ?? {});
    if (unknown.length === 0) return plan;
    open = {
      ...open,
      standing: { ...standing, state: standing.accepted === null ? 'new' : 'changed', programs: unknown },
    };
  }
  const copy = await settle(context, open);
  return compilePlan(context, { ...choice, copy: copy?.home });
}

/** Where what is accepted was compiled to is kept. */
const keptIn = ({ dryRun }: Context, { stateDir }: Standing) =>
  stateDir === null ? undefined : { file: join(stateDir, statePaths.compiled), writes: !dryRun };

interface GivenConfig {
  file: SourceFile | undefined;
  /** Whether it needs nobody's word any more. */
  known: boolean;
  /** What is to be accepted of it. */
  digests: Map<string, string>;
}

/** A file outside of the workspace is the operator's own, who names it; one inside lies where agents write. */
function givenConfig(context: Context, dir: string, { accepted }: Standing, given: string | undefined): GivenConfig {
  if (given === undefined) return { file: undefined, known: true, digests: new Map() };
  const path = resolve(context.cwd, given);
  const text = readSource(path, path);
  const way = relative(dir, path);
  if (way.startsWith('..') || isAbsolute(way)) return { file: { path, text }, known: true, digests: new Map() };
  const digests = new Map([[path, digestOf(Buffer.from(text))]]);
  return { file: { path, text }, known: accepted?.configs.get(path) === digests.get(path), digests };
}

interface Open {
  dir: string;
  standing: Standing;
  choice: { workspace: string; mode: string | undefined; config: SourceFile | undefined };
  config: GivenConfig;
  wanted: Wanted;
  command: string;
}

async function settle(context: Context, open: Open): Promise<Standing['accepted']> {
  const { standing, choice, config, wanted, command } = open;
  const { stateDir, live } = standing;
  if (stateDir === null) return null;
  // What does not compile is told as ever: nobody has to decide about it.
  const now = await compileQuietly(context, choice);
  const taking = (how: string) => {
    assertStill(open.dir, standing);
    if (context.dryRun) return null;
    return accept(context, stateDir, live, how, { configs: config.digests, config: now.config });
  };
  if (wanted.accept === true) return taking(`${command} --accept`);
  if (await isOlder(context, standing, now)) {
    context.note('Accepted as an earlier version of Millrace has run it here.');
    return taking('taken over from an earlier version');
  }
  const narrowed = await narrowing(context, open, now);
  if (narrowed) {
    context.note(`Accepted, because it allows agents nothing more: ${changesText(standing)}.`);
    return taking('it narrows only');
  }
  if (context.dryRun || !canAsk(context)) throw notAccepted(standing, config);
  const lines = meaningLines(await meaningOf(context, standing, now, choice));
  for (const line of [headline(standing, config), ...lines, '']) context.note(line);
  if (await confirmed('Accept this, and go on?')) return taking(command);
  throw notAccepted(standing, config);
}

/** A change of `millrace.toml` alone, by which no stage may do more and nothing else differs. */
async function narrowing(context: Context, { standing, choice, config }: Open, now: GoodPlan): Promise<boolean> {
  const { state, changes, programs, live, accepted } = standing;
  const isConfigsOnly = programs.length === 0 && live.odd.length === 0;
  const isConfigAlone = changes.length === 1 && changes[0]?.path === 'millrace.toml' && isConfigsOnly;
  if (state !== 'changed' || accepted === null || !isConfigAlone || !config.known) return false;
  const before = await planBefore(context, standing, choice);
  return before !== null && onlyNarrows(before.config, now.config, differences(before.named.plan, now.named.plan));
}

function headline(standing: Standing, config: GivenConfig): string {
  const what = [changesText(standing), ...(config.known ? [] : [config.file?.path ?? ''])].filter((one) => one !== '');
  if (standing.state === 'new')
    return `What decides how work is done here was never accepted on this machine: ${what.join(', ')}.`;
  return `What decides how work is done here has changed since it was accepted: ${what.join(', ')}.`;
}

function notAccepted(standing: Standing, config: GivenConfig): CliError {
  const revert = standing.state === 'changed' ? ', `millrace trust --revert` brings back what was accepted' : '';
  return new CliError({
    exit: EXIT.needsYou,
    code: 'ground_not_accepted',
    message: `${headline(standing, config)} Nothing of it is used before an operator accepts it.`,
    hint: `\`millrace trust\` shows what it means, \`millrace trust --accept\` or \`--accept\` here accepts it${revert}.`,
    problems: [...standing.changes, ...standing.programs],
  });
}
