// A snapshot that somebody, or an older build, filled with what this build would refuse: such a part is passed over, because the queue
// folders say the rest. A turn of it that nobody can go on with begins again.
import { isFamily, isId } from '../../core/contracts/ids.js';
import { isPlane } from '../../core/contracts/families.js';
import { isEmitted } from '../../core/contracts/document-form.js';
import { hasForm, isCount, isDigest, isListOf, isRecord, isText, oneOf, orAbsent, orNull } from '../../core/form.js';
import { isStory } from '../../core/contracts/story.js';
import { LIMITS } from '../../core/contracts/limits.js';
import type { Sections } from '../mirror/sections.js';

const item = { family: isFamily, id: isId, root: isId };

const isTurn = hasForm({ ...item, runId: isId });
const isLaneCount = (value: unknown): boolean => isCount(value) && Number(value) >= 1 && Number(value) <= LIMITS.lanes;

const isWorkspace = hasForm({
  ...{ seq: isCount, turn: isCount, pauseSources: isListOf(isText), allowance: orNull(isCount) },
  ...{ planId: orNull(isText), planDigest: orNull(isText) },
  active: orNull(isTurn),
  ...{ schema: orAbsent(isCount), lanes: orAbsent(isLaneCount) },
  turns: orAbsent(isListOf(hasForm({ turn: isCount, lane: orNull(oneOf('foreground', 'learning')) }))),
});

const isActivation = hasForm({
  ...{ turn: isCount, runId: isId, planDigest: isDigest, node: isText, stageNumber: isCount, attempt: isCount },
  ...{ order: isCount, spent: isRecord, emitted: isListOf(isEmitted), leashVersion: isCount, grant: isCount },
  learned: orAbsent(isListOf(isEmitted)),
  form: orAbsent(hasForm({ of: isText, failureClass: isText, detail: isText })),
  phase: oneOf('ready', 'running', 'waiting', 'asking'),
  plane: (value) => typeof value === 'string' && isPlane(value),
  item: hasForm({ ...item, sha256: isDigest, generation: isCount }),
  story: orAbsent(isStory),
});

const isHeld = hasForm({ schema: orAbsent(isCount), lineage: isId, activation: isActivation });

/** Without what nobody could go on from. */
export function soundSections(sections: Sections): Sections {
  const { workspace, activations } = sections;
  return { ...sections, workspace: isWorkspace(workspace) ? workspace : null, activations: activations.filter(isHeld) };
}
