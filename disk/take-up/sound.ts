// A snapshot that somebody, or an older build, filled with what this build would refuse: such a part is passed over, because the queue
// folders say the rest. A turn of it that nobody can go on with begins again.
import { isFamily, isId } from '../../core/contracts/ids.js';
import { isPlane } from '../../core/contracts/families.js';
import { isEmitted } from '../../core/contracts/document-form.js';
import { hasForm, isCount, isDigest, isListOf, isRecord, isText, oneOf, orNull } from '../../core/form.js';
import type { Sections } from '../mirror/snapshot.js';

const item = { family: isFamily, id: isId, root: isId };

const isWorkspace = hasForm({
  ...{ seq: isCount, turn: isCount, pauseSources: isListOf(isText), allowance: orNull(isCount) },
  ...{ planId: orNull(isText), planDigest: orNull(isText) },
  active: orNull(hasForm({ ...item, runId: isId })),
});

const isActivation = hasForm({
  ...{ turn: isCount, runId: isId, planDigest: isDigest, node: isText, stageNumber: isCount, attempt: isCount },
  ...{ order: isCount, spent: isRecord, emitted: isListOf(isEmitted), leashVersion: isCount, grant: isCount },
  phase: oneOf('ready', 'running', 'waiting', 'asking'),
  plane: (value) => typeof value === 'string' && isPlane(value),
  item: hasForm({ ...item, sha256: isDigest, generation: isCount }),
});

/** Null in place of what nobody could go on from. */
export function soundSections(sections: Sections): Sections {
  const { workspace, activation } = sections;
  const isHeld = hasForm({ lineage: isId, activation: isActivation })(activation);
  return { ...sections, workspace: isWorkspace(workspace) ? workspace : null, activation: isHeld ? activation : null };
}
