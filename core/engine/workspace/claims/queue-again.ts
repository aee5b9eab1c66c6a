// An item that was blocked or active gets in line anew, behind what it still has to wait for.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Item } from '../scheduler-state.js';
import { lookupOf, openDependencies } from './dependencies.js';
import { putInLine } from './order.js';
import type { WorkspaceStep } from '../step.js';
import { storyField } from '../../../contracts/story.js';
import { set } from '../../../set.js';

/** To be called for an item that is in no line; its place is returned. */
export function queueAgain(step: WorkspaceStep, item: Item): MirrorEntry[] {
  const { state } = step;
  const { family, id, sha256 } = item;
  const { waitsFor, unknown } = openDependencies(state, family, item.waitsFor);
  set(item, { state: 'queued', reason: null, waitsFor });
  putInLine(state, item);
  step.effects.push(...lookupOf(state, family, unknown));
  return [{ kind: 'place', order: [state.seq + 1, 0], family, id, state: 'queued', sha256, ...storyField(item.story) }];
}
