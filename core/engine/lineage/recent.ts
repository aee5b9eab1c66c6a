// The last outcomes of a lineage, as its status card shows them.
import { changedWords } from '../../contracts/changed-words.js';
import type { StageOutcome } from '../../contracts/stage.js';
import type { TurnStep } from './step.js';

const RECENT_KEPT = 10;

/** `next`: where the work goes from there; the same node when the stage is asked again. */
export function remember({ state, activation, at }: TurnStep, { outcome, changes }: StageOutcome, next: string): void {
  const item = `${activation.item.family}/${activation.item.id}`;
  const isNothing = changes === undefined || (changes.files === 0 && changes.problem === undefined);
  const changed = isNothing ? {} : { changed: changedWords(changes) };
  state.recent.unshift({ at, item, node: activation.node, outcome, next, ...changed });
  state.recent.splice(RECENT_KEPT);
}
