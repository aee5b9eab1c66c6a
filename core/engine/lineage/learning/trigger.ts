// Results that the plan learns from make learning requests, as data of the plan says. Only what an agent itself said, and what
// stood, counts: what the runtime chose for it teaches nothing of the stage. From revision 7 on.
import type { Activation } from '../../../contracts/activation.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { LEARNING } from '../../../contracts/ids.js';
import type { TextEntry } from '../../../contracts/mirror.js';
import type { PlanTrigger } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { EmittedRef } from '../../../contracts/turns.js';
import { LEARNING_REQUEST, lessonId } from '../../../documents/lesson-id.js';
import type { ActiveStep } from '../step.js';
import { type Lesson, lessonText } from './lesson.js';

/** Requests of one activation; more would not fit the message that brings them. */
const MOST = 50;

/** Requests that a result made, and their texts. */
export interface Learned {
  learned: EmittedRef[];
  texts: TextEntry[];
}

/** To be called for a stage that is routed, before its activation takes the class of its outcome over. */
export function learnFrom(step: ActiveStep, outcome: StageOutcome): Learned {
  const learned: EmittedRef[] = [];
  const texts: TextEntry[] = [];
  for (const trigger of triggersFor(step, outcome)) {
    const failure = failureOf(step.activation, outcome);
    const id = lessonId(trigger.id, step.activation.item, failure);
    const known = step.activation.learned ?? [];
    if (known.length >= MOST || known.some((one) => one.id === id)) continue;
    const entry = textOf(step, { id, trigger, outcome, failure });
    const ref = refOf(step, id, entry.sha256, trigger.target);
    // A new list, because what is shown keeps the one before.
    step.activation.learned = [...known, ref];
    learned.push(ref);
    texts.push(entry);
  }
  if (texts.length > 0) step.effects.push({ type: 'mirror', entries: texts });
  return { learned, texts };
}

function triggersFor({ state, plan, activation }: ActiveStep, outcome: StageOutcome): PlanTrigger[] {
  const isSaid = outcome.origin === 'agent' && outcome.failureClass === null;
  if (state.rules < 7 || !isSaid || activation.ending !== undefined) return [];
  return (plan.triggers ?? []).filter(
    ({ plane, node, outcomes }) =>
      plane === activation.plane && node === activation.node && outcomes.includes(outcome.outcome),
  );
}

/** Class of what is being repaired, also since a run before this one; where nothing failed, what the stage said. */
const failureOf = ({ failureClass, story }: Activation, { outcome }: StageOutcome): string =>
  failureClass ?? story?.failed?.failureClass ?? outcome;

function textOf(step: ActiveStep, lesson: Lesson): TextEntry {
  const text = lessonText(step, lesson);
  return { kind: 'text', sha256: sha256Hex(text), text };
}

const refOf = ({ at }: ActiveStep, id: string, sha256: string, start: string): EmittedRef => ({
  ...{ family: LEARNING_REQUEST, id, root: LEARNING, createdAt: at, dependsOn: [], start, sha256 },
  ...{ source: 'runtime', generation: 0, stuck: null },
});
