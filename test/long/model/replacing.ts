// Tasks that take the place of others: the command line writes the documents anew of those that wait.
import { existsSync, readFileSync } from 'node:fs';
import { retarget as retargeting, supersede as superseding } from '../../../cli/commands/replace.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import { CASCADES, type Revision } from '../../../core/contracts/interventions.js';
import { runtimePaths } from '../../../core/contracts/paths.js';
import { dependsOnIn } from '../../../core/documents/depend.js';
import type { Item } from '../../../core/engine/workspace/scheduler-state.js';
import { until } from '../../support/bench.js';
import { anyItem, compare, type Sides } from './sides.js';

const reason = '';

export async function supersede(sides: Sides): Promise<void> {
  const { chance, real } = sides;
  const { family, id } = chance.next() < 0.7 ? aNeeded(sides) : anyItem(sides);
  const [other, same] = [anyItem(sides, family).id, anyItem(sides, family).id];
  const replacement = other === id ? same : other;
  const cascade = chance.pick(CASCADES);
  const wish = { family, id, replacement, cascade };
  for (const item of queued(sides)) await textOf(sides, item);
  const revisions = queued(sides).map((item) => revised(item, replacement));
  const options = { reason, family, replacement, cascade };
  await compare(sides, 'supersede', wish, { ...wish, revisions }, () =>
    real.order((context) => superseding(context, options, id)),
  );
}

/** Nothing when nobody waits for anything. */
export async function retarget(sides: Sides): Promise<void> {
  const { chance, real } = sides;
  const waiting = queued(sides).filter(({ waitsFor }) => waitsFor.length > 0);
  if (waiting.length === 0) return;
  const item = chance.pick(waiting);
  const { family, id } = item;
  const from = chance.pick(dependsOnIn(family, await textOf(sides, item)));
  const to = anyItem(sides, 'task').id;
  const wish = { family, id, from, to };
  await compare(sides, 'retarget', wish, { ...wish, revision: revised(item, to) }, () =>
    real.order((context) => retargeting(context, { reason, family, from, to }, id)),
  );
}

/** A task that another one waits for, if there is any. */
function aNeeded(sides: Sides): { family: string; id: string } {
  const { items } = sides.pure.world.scheduler;
  const tasks = queued(sides).flatMap(({ waitsFor }) => waitsFor);
  const live = [...new Set(tasks)].filter((id) => items[`task/${id}`] !== undefined);
  return live.length === 0 ? anyItem(sides, 'task') : { family: 'task', id: sides.chance.pick(live) };
}

const queued = ({ pure }: Sides): Item[] =>
  Object.values(pure.world.scheduler.items).filter(({ family, state }) => family === 'task' && state === 'queued');

/** The digest stands for any new text. */
const revised = ({ id, sha256: was }: Item, to: string): Revision => ({ id, was, sha256: sha256Hex(`${was} ${to}`) });

/** Its document, which may come a moment after the item. */
async function textOf({ real }: Sides, { family, id }: Item): Promise<string> {
  const file = real.bench.file(runtimePaths.document(family, 'queued', id));
  await until(() => existsSync(file), `the document of ${family} ${id}`);
  return readFileSync(file, 'utf8');
}
