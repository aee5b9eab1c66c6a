// One seed: the same steps to the model and to the real thing, which have to agree after each. Commands come where both stand
// still: at rest, while the agent of a known stage is held at its gate, or while one waits for its environment. Neither a kill
// nor a new run of a workflow, nor somebody who meddles with an activity, changes what the model says.
import { isDeepStrictEqual } from 'node:util';
import { phaseOf } from '../../../core/engine/workspace/turns/section.js';
import { ENVIRONMENT_FAILURES } from '../../../core/contracts/failure-lists.js';
import { compileShipped } from '../../support/plan.js';
import { chanceOf } from '../chaos/chance.js';
import { Agents } from './agents.js';
import { agree, differ, stagesOf } from './agree.js';
import { add, DEEDS, mend } from './deeds.js';
import { HISTORY_EVENTS, isRenewed } from './histories.js';
import { PureSide } from './pure-side.js';
import { RealSide } from './real-side.js';
import { Script } from './script.js';
import type { Sides } from './sides.js';

const GATE = '[stages.checker.capabilities]\n"runner.invoke" = "approval_required"\n';
/** Documents that are there before anything else happens. */
const FIRST = 3;
/** The first wait of a stage is over by itself; the others are longer than any test. */
const WAITS = 'environment_backoff_seconds = [1, 3600]\n';

export interface ModelRun {
  steps: string[];
  stages: string[];
  /** The workspace continued as new. */
  isRenewed: boolean;
}

/** In the work tree and on the disks, not in the script. */
const LOOKED_FOR: readonly string[] = ['work_tree_busy', 'disk_full', 'disk_unusable'];

/** Throws with the seed, the steps and both views when the two come to differ. */
export async function runModel(address: string, seed: number, steps: number): Promise<ModelRun> {
  const chance = chanceOf(seed);
  const gate = seed % 2 === 0 ? GATE : '';
  const { named } = compileShipped(`[runtime]\n${WAITS}${gate}`);
  const script = new Script(named.plan, chance);
  const failureClass = chance.pick(ENVIRONMENT_FAILURES.filter((one) => !LOOKED_FOR.includes(one)));
  const real = await RealSide.open(address, `${WAITS}history_events = ${HISTORY_EVENTS}\n`, gate);
  const agents = new Agents(real.bench, script, failureClass);
  const pure = new PureSide(real.id, named, failureClass);
  const known = { roots: [], tasks: [] };
  const sides: Sides = { chance, script, agents, real, pure, log: [], isBounded: false, added: 0, known };
  try {
    await play(sides, steps);
    return { steps: sides.log, stages: pure.stages, isRenewed: await isRenewed(real.workflows, real.id) };
  } catch (error) {
    throw differ(sides, seed, error);
  } finally {
    await real.kill();
    await agents.endLast();
    await real.close();
  }
}

async function play(sides: Sides, steps: number): Promise<void> {
  await begin(sides, null);
  for (let first = 0; first < FIRST; first += 1) await add(sides);
  for (let step = 0; step < steps; step += 1) {
    await oneStep(sides);
    if (!(await leftAsItShould(sides))) await agree(sides);
  }
  const said = await stagesOf(sides);
  if (!isDeepStrictEqual(said, sides.pure.stages)) throw new Error(`the stages were ${said.join(', ')}`);
}

async function oneStep(sides: Sides): Promise<void> {
  const { chance, real, pure } = sides;
  if (!real.serves) await begin(sides, chance.next() < 0.3 ? 1 + Math.floor(chance.next() * 4) : null);
  else if (pure.isBroken && chance.next() < 0.3) await mend(sides);
  else if (pure.waitingRoot() !== null && chance.next() < 0.3) await killAndBegin(sides);
  else if (pure.request() !== null && chance.next() < 0.55) await endStage(sides);
  else await chance.pick([...DEEDS, killAndBegin])(sides);
}

/** The next agent of this node may start at once, and has to find its own line. */
async function endStage({ agents, script, pure, log }: Sides): Promise<void> {
  const request = pure.request();
  if (request === null) return;
  const line = script.line(request);
  log.push(`let through ${line.gate} ${line.outcome} ${line.variant}, its marker is ${line.marker}`);
  await agents.stands(request.requestId);
  script.said(request);
  agents.install();
  await agents.letThrough(line);
  pure.endStage(line);
}

async function begin(sides: Sides, allowance: number | null): Promise<void> {
  sides.log.push(`begin ${allowance ?? ''}`);
  sides.isBounded = allowance !== null;
  sides.pure.begin(allowance);
  await sides.real.begin(allowance);
}

async function killAndBegin(sides: Sides): Promise<void> {
  sides.log.push('kill -9');
  await sides.real.kill();
  await begin(sides, null);
}

/**
 * A worker leaves when it is told to, and one with a budget when nothing runs; what it says then is part of the model. Nobody
 * can be asked until the next one begins. False when it stays.
 */
async function leftAsItShould({ real, pure, isBounded }: Sides): Promise<boolean> {
  const phase = phaseOf(pure.world.scheduler);
  if (phase === 'running' || (phase !== 'stopped' && !isBounded)) return false;
  if (phase !== 'stopped') pure.tell('stop', {});
  await real.leaves();
  return true;
}
