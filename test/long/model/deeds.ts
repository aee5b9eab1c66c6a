// What a person, or the world, does to a workspace. Each is done to both sides.
import { clearStale } from '../../../cli/commands/items.js';
import { adding } from '../../../cli/commands/add.js';
import { cancelLineage, cancelWorkspace, endLineage, endWorkspace, meddle, signalNonsense } from './buttons.js';
import { drawDocument, FAMILIES } from './documents.js';
import { causeIsSeen } from './histories.js';
import { retarget, supersede } from './replacing.js';
import { anyItem, compare, type Sides, tell } from './sides.js';

export const add = (sides: Sides): Promise<void> => addOne(sides, sides.chance.pick(FAMILIES));

async function addOne(sides: Sides, family: (typeof FAMILIES)[number]): Promise<void> {
  const { chance, real, pure, log, known } = sides;
  sides.added += 1;
  const { text, ref } = drawDocument(chance, family, sides.added, known);
  if (ref.family === 'spec') known.roots.push(ref.id);
  if (ref.family === 'task') known.tasks.push(ref.id);
  log.push(`add ${ref.family} ${ref.id} under ${ref.root}, needs ${ref.dependsOn.join()}`);
  pure.enqueue(ref);
  await real.order((context) => adding(ref.family)(context, { text }));
}

async function decide(sides: Sides): Promise<void> {
  const asked = sides.pure.world.scheduler.approvals.find(({ status }) => status === 'pending');
  if (asked === undefined) return add(sides);
  await tell(sides, sides.chance.next() < 0.75 ? 'approve' : 'deny', { approval: asked.id });
}

/** There is one to resolve first. */
async function resolveIncident(sides: Sides): Promise<void> {
  const isThere = Object.values(sides.pure.world.scheduler.items).some(({ family }) => family === 'incident');
  if (!isThere) return addOne(sides, 'incident');
  await tell(sides, 'resolve_incident', { id: anyItem(sides, 'incident').id });
}

const clear = (sides: Sides): Promise<void> =>
  compare(sides, 'clear_stale_state', {}, {}, () => sides.real.order((context) => clearStale(context, { reason: '' })));

/** No agent can be started from now on; one that was is not touched by it. */
async function breakIt(sides: Sides): Promise<void> {
  const { agents, pure, log } = sides;
  if (pure.isBroken) return mend(sides);
  log.push('the environment breaks');
  const request = pure.request();
  if (request !== null) await agents.stands(request.requestId);
  agents.break();
  pure.break();
}

export async function mend({ agents, real, pure, log }: Sides): Promise<void> {
  log.push('the environment is mended');
  const root = pure.waitingRoot();
  if (root !== null) await causeIsSeen(real.workflows, real.id, root);
  agents.mend();
  pure.mend();
}

export const DEEDS: readonly ((sides: Sides) => Promise<void>)[] = [
  ...[add, add, add, decide, decide, breakIt, breakIt, supersede, supersede, retarget, retarget],
  ...[resolveIncident, resolveIncident, clear],
  ...[cancelLineage, endLineage, endWorkspace, cancelWorkspace, signalNonsense, meddle, meddle],
  (sides) => tell(sides, 'pause'),
  (sides) => tell(sides, 'resume'),
  (sides) => tell(sides, 'resume'),
  (sides) => tell(sides, 'stop'),
  (sides) => tell(sides, 'cancel', anyItem(sides)),
  (sides) => tell(sides, 'requeue', anyItem(sides)),
  (sides) => tell(sides, 'requeue', { all: true }),
  (sides) => tell(sides, 'retry_active'),
];
