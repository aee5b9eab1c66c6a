// Whether something is the outcome of a request, by its form: whoever reaches the server can complete an activity with anything.
import type { StageOutcome } from '../../contracts/stage.js';
import { hasForm, isCount, isListOf, isMoment, isRecord, isText, oneOf, orAbsent, orNull } from '../../form.js';
import { isChanges } from '../../contracts/changes-form.js';
import { isDocument } from '../../contracts/document-form.js';
import { isStageTree } from '../../contracts/trees-form.js';

/** Characters as JSON. It travels in messages and from run to run, and the server's wall is 2 MB. */
const LARGEST = 500_000;

const isUsage = hasForm({
  ...{ input: isCount, cachedInput: isCount, output: isCount, thinking: isCount, total: isCount },
});

const hasFields = hasForm({
  ...{ outcome: isText, resultClass: isText, detail: isText, startedAt: isMoment, endedAt: isMoment },
  ...{ said: orAbsent(isText), resume: orAbsent(isText), brokeOff: orAbsent(isText), finishes: orAbsent(oneOf(true)) },
  ...{ origin: oneOf('agent', 'runner', 'environment'), failureClass: orNull(isText), retryAt: orNull(isMoment) },
  ...{ usage: orNull(isUsage), emitted: isListOf(isDocument), notes: isListOf(isText) },
  ...{ changes: orAbsent(isChanges), tree: orAbsent(isStageTree), words: orAbsent(isText) },
  ...{ reports: orAbsent(isListOf(isText)), gaps: orAbsent(isListOf(isText)) },
  artifacts: isListOf(hasForm({ path: isText, sha256: isText, bytes: isCount })),
});

/** False for a result of another request too. Never throws. */
export function isOutcomeOf(requestId: string, value: unknown): value is StageOutcome {
  return isRecord(value) && value['requestId'] === requestId && hasFields(value) && sizeOf(value) <= LARGEST;
}

/** What JSON cannot say has no size. */
function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}
