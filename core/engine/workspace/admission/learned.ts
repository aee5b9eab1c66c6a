// Learning requests that results made: each lesson is taken in once, however often and from wherever it comes. A repeat is no
// error and nobody hears of it, also when the first is long done. From revision 7 on.
import { LIMITS } from '../../../contracts/limits.js';
import type { MirrorEntry, TextEntry } from '../../../contracts/mirror.js';
import type { EmittedRef } from '../../../contracts/turns.js';
import { isLesson, LESSON_DIGITS, lessonDigits } from '../../../documents/lesson-id.js';
import { itemKey, type SchedulerState } from '../scheduler-state.js';
import { show, type WorkspaceStep } from '../step.js';
import { admit } from './admit.js';
import { newRoom } from './room.js';

/** `runId`: the run that brought them; `texts`: of those that are not stored yet. */
export function admitLearned(
  step: WorkspaceStep,
  { learned = [], texts = [] }: { learned?: EmittedRef[]; texts?: TextEntry[] },
  runId: string,
): void {
  const { state } = step;
  if (state.rules < 7) return;
  const news = learned.filter((ref) => isLesson(ref) && !isKnown(state, ref.id));
  if (news.length === 0) return;
  show(step, ...texts.filter(({ sha256 }) => news.some((ref) => ref.sha256 === sha256)));
  const room = newRoom(state, LIMITS.brought);
  for (const ref of news) {
    const { family, id, sha256 } = ref;
    const { verdict, reason } = admit(step, ref, { generation: 0 }, room);
    if (verdict === 'later') show(step, { kind: 'quarantine', family, id, sha256, reason: reason ?? verdict });
    else remember(state, id);
    if (verdict === 'admitted') show(step, enqueued(step, ref, runId));
  }
}

const enqueued = ({ at }: WorkspaceStep, { family, id }: EmittedRef, runId: string): MirrorEntry => {
  const data = { work_item: itemKey(family, id), run_id: runId };
  return { kind: 'event', key: `learned:${id}`, type: 'learning_request_enqueued', at, data };
};

/** The digits of all, one after the other: a place apart for each, so that none is found between two others. */
function isKnown({ learned = '' }: SchedulerState, id: string): boolean {
  const digits = lessonDigits(id);
  for (let at = learned.indexOf(digits); at >= 0; at = learned.indexOf(digits, at + 1))
    if (at % LESSON_DIGITS === 0) return true;
  return false;
}

/** The oldest are forgotten when there are too many. */
export function remember(state: SchedulerState, id: string): void {
  if (isKnown(state, id)) return;
  state.learned = `${state.learned ?? ''}${lessonDigits(id)}`.slice(-LESSON_DIGITS * LIMITS.lessons);
}
