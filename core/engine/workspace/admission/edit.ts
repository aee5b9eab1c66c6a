// A queued item's document is written anew by an operator: its words, or its place in the line.
import type { ReviseArgs } from '../../../contracts/interventions.js';
import { LIMITS } from '../../../contracts/limits.js';
import { findItem } from '../interventions/find.js';
import { recorded } from '../interventions/record.js';
import { fits } from '../interventions/retarget.js';
import { done, unchanged } from '../control/said.js';
import type { Answered } from '../scheduler-events.js';
import { show, type WorkspaceStep } from '../step.js';
import { revise } from './admit.js';
import { newRoom } from './room.js';

/** From revision 7 on. */
export function edit(step: WorkspaceStep, args: ReviseArgs): Answered {
  const { state } = step;
  if (state.rules < 7) return unchanged(state, 'refused', OLDER);
  const found = findItem(state, args);
  if ('code' in found) return unchanged(state, found.code, found.text);
  const { item } = found;
  const { revision, document } = args;
  const name = `${item.family} ${item.id}`;
  if (item.state !== 'queued')
    return unchanged(state, 'conflict', `${name} is ${item.state} by now: only what is queued can be edited or moved.`);
  if (!fits(item, revision))
    return unchanged(state, 'conflict', `${name} was changed meanwhile: look at it and try again.`);
  if (document.family !== item.family || document.id !== item.id || document.sha256 !== revision.sha256)
    return unchanged(state, 'refused', `The document is not that of ${name}.`);
  if (item.sha256 === document.sha256) return unchanged(state, 'unchanged', `${name} is so already.`);
  const { verdict, reason } = revise(step, item, document, newRoom(state, LIMITS.admitted));
  if (verdict === 'later') return unchanged(state, 'refused', `There is no room for it: ${reason ?? ''}.`);
  const facts = { was: revision.was, sha256: document.sha256 };
  const deed = { action: 'edit_queued_item', event: 'work_item_edited', from: 'queued', to: 'queued', facts } as const;
  show(step, ...recorded(step, item, deed, args));
  return done(state, reason === null ? `${name} is changed.` : `${name} is changed, but it ${reason}.`);
}

const OLDER =
  'The workflow of this workspace follows older rules until it continues as new: edit the file in its queue folder, or try again later.';
