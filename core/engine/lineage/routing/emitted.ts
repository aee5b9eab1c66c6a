// Documents of a stage wait here until the turn goes back. Child specs lie one generation deeper; a limit makes them wait. What
// does not fit the message that brings them is set aside.
import { jsonBytes, LIMITS } from '../../../contracts/limits.js';
import type { DocumentRef } from '../../../contracts/documents.js';
import type { Plan } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { Activation } from '../../../contracts/activation.js';
import { sizeProblem } from '../../../contracts/document-form.js';
import type { ActiveStep } from '../step.js';

export function keepEmitted({ state, activation, plan, effects }: ActiveStep, outcome: StageOutcome): void {
  for (const ref of outcome.emitted.slice(0, plan.limits.emittedPerStage)) {
    const problem = state.rules < 4 ? null : tooLarge(activation, ref);
    if (problem === null) activation.emitted.push(placed(activation, ref, plan));
    else effects.push({ type: 'mirror', entries: [setAside(ref, problem)] });
  }
}

function placed({ item }: Activation, ref: DocumentRef, plan: Plan): Activation['emitted'][number] {
  const deeper = ref.family === 'spec' && item.family !== 'probe' ? 1 : 0;
  const generation = item.generation + deeper;
  const over = generation > plan.limits.generations;
  const stuck = over
    ? `it lies ${generation} generations below its root; the plan allows ${plan.limits.generations}`
    : null;
  return { ...ref, generation, stuck };
}

function tooLarge({ emitted }: Activation, ref: DocumentRef): string | null {
  const size = jsonBytes(emitted) + jsonBytes(ref);
  if (size <= LIMITS.emittedBytes) return sizeProblem([ref]);
  return `with it what this activation brings comes to ${size} bytes, the limit is ${LIMITS.emittedBytes}`;
}

const setAside = ({ family, id, sha256 }: DocumentRef, problem: string) =>
  ({ kind: 'quarantine', family, id, sha256, reason: `${problem}; \`millrace quarantine fix\` admits it` }) as const;
