// One seed: the same steps to the model and to the real thing, which have to agree after each. Commands come where both stand
// still: at rest, or while the agent of a known stage is held at its gate. A kill never changes what the model says.
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { phaseOf } from '../../../core/engine/turns/section.js';
import { compileShipped } from '../../support/plan.js';
import { specText } from '../../support/spec-text.js';
import { taskText } from '../../support/task-text.js';
import { documentRef } from '../../pure/world.js';
import { type Chance, chanceOf } from '../chaos/chance.js';
import { PureSide } from './pure-side.js';
import { RealSide } from './real-side.js';
import { drawScript, installScript, letThrough } from './script.js';

const GATE = '[stages.checker.capabilities]\n"runner.invoke" = "approval_required"\n';
/** Bounds what hangs. */
const AGREE_MS = 30_000;

interface Sides {
  chance: Chance;
  real: RealSide;
  pure: PureSide;
  log: string[];
  /** The worker leaves when it stands still. */
  isBounded: boolean;
  added: number;
}

export interface ModelRun {
  steps: string[];
  stages: string[];
}

/** Throws with the seed, the steps and both views when the two come to differ. */
export async function runModel(address: string, seed: number, steps: number): Promise<ModelRun> {
  const chance = chanceOf(seed);
  const gate = seed % 2 === 0 ? GATE : '';
  const { named } = compileShipped(gate);
  const script = drawScript(named.plan, chance);
  const real = await RealSide.open(address, gate);
  try {
    installScript(real.bench, script);
    const pure = new PureSide(real.id, named, script);
    const sides: Sides = { chance, real, pure, log: [], isBounded: false, added: 0 };
    await begin(sides, null);
    await add(sides);
    for (let step = 0; step < steps; step += 1) await oneStep(sides, seed);
    const said = await stagesOf(sides);
    if (!isDeepStrictEqual(said, pure.stages)) throw differ(sides, seed, said, pure.stages);
    return { steps: sides.log, stages: said };
  } finally {
    await real.close();
  }
}

async function oneStep(sides: Sides, seed: number): Promise<void> {
  const { chance, real, pure } = sides;
  if (!real.serves) await begin(sides, chance.next() < 0.3 ? 1 + Math.floor(chance.next() * 4) : null);
  else if (pure.line() !== null && chance.next() < 0.55) await endStage(sides);
  else await chance.pick(DEEDS)(sides);
  if (!(await leftAsItShould(sides))) await agree(sides, seed);
}

async function endStage({ real, pure, log }: Sides): Promise<void> {
  const line = pure.line();
  if (line === null) return;
  log.push(`let through ${line.gate} ${line.outcome}`);
  await letThrough(real.bench, line);
  pure.endStage();
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

async function add(sides: Sides): Promise<void> {
  const { chance, real, pure, log } = sides;
  sides.added += 1;
  const isSpec = chance.next() < 0.2;
  const [family, id] = isSpec ? ['spec', `s${sides.added}`] : ['task', `t${sides.added}`];
  const needs = !isSpec && chance.next() < 0.4 ? [`t${1 + Math.floor(chance.next() * (sides.added + 1))}`] : [];
  const depends = needs.filter((one) => one !== id);
  log.push(`add ${family} ${id} ${depends.join()}`);
  pure.tell('enqueue', { documents: [documentRef(family, id, isSpec ? id : 'backlog', depends)] });
  const after = depends.map((one) => `\nDepends-On:\n- ${one}\n`).join('');
  await real.add(family, isSpec ? specText(id) : taskText(id, after));
}

/** The same command to both; the answers are of the same code. */
async function tell({ real, pure, log }: Sides, name: string, wish: object = {}): Promise<void> {
  log.push(`${name} ${JSON.stringify(wish)}`);
  const expected = pure.tell(name, wish)?.code;
  const code = await real.tell(name, wish);
  if (code !== expected)
    throw new Error(`${name} ${JSON.stringify(wish)}: ${code}, and the model says ${expected ?? ''}`);
}

const anyItem = ({ chance, pure }: Sides): { family: string; id: string } => {
  const { items } = pure.world.scheduler;
  const all = Object.values(items).map(({ family, id }) => ({ family, id }));
  return chance.pick([...all, { family: 'task', id: 't1' }]);
};

async function decide(sides: Sides): Promise<void> {
  const asked = sides.pure.world.scheduler.approvals.find(({ status }) => status === 'pending');
  if (asked === undefined) return add(sides);
  await tell(sides, sides.chance.next() < 0.75 ? 'approve' : 'deny', { approval: asked.id });
}

const DEEDS: readonly ((sides: Sides) => Promise<void>)[] = [
  ...[add, add, decide, decide, killAndBegin],
  (sides) => tell(sides, 'pause'),
  (sides) => tell(sides, 'resume'),
  (sides) => tell(sides, 'resume'),
  (sides) => tell(sides, 'stop'),
  (sides) => tell(sides, 'cancel', anyItem(sides)),
  (sides) => tell(sides, 'requeue', anyItem(sides)),
  (sides) => tell(sides, 'requeue', { all: true }),
  (sides) => tell(sides, 'retry_active'),
  (sides) => tell(sides, 'supersede', { ...anyItem(sides), replacement: anyItem(sides).id }),
];

/** The real thing comes to where the model is. */
async function agree(sides: Sides, seed: number): Promise<void> {
  const { real, pure } = sides;
  const wanted = pure.view();
  let seen: object = {};
  for (const end = Date.now() + AGREE_MS; Date.now() < end; await sleep(50)) {
    seen = await real.view();
    if (isDeepStrictEqual(plain(seen), plain(wanted))) return;
  }
  throw differ(sides, seed, seen, wanted);
}

/** The event log is a moment behind the workflows. */
async function stagesOf({ real, pure }: Sides): Promise<string[]> {
  for (const end = Date.now() + AGREE_MS; Date.now() < end; await sleep(50))
    if (real.bench.stages().length >= pure.stages.length) break;
  return real.bench.stages();
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

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

function differ({ log }: Sides, seed: number, seen: unknown, wanted: unknown): Error {
  const text = (value: unknown): string => JSON.stringify(value, null, 1);
  const steps = log.map((step, index) => `${index + 1}. ${step}`).join('\n');
  return new Error(`seed ${seed} differs after\n${steps}\nreal: ${text(seen)}\nmodel: ${text(wanted)}`);
}
