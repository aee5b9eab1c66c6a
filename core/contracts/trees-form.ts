// Whether something is what became of a run's work in its tree: whoever reaches the server can complete an activity with anything.
import { type Check, hasForm, isCount, isRecord, isText, oneOf, orAbsent } from '../form.js';
import { jsonBytes, LIMITS } from './limits.js';
import type { SettledTree } from './trees.js';

/** Bytes as JSON: sentences, and names. */
const MOST_SETTLED = 4 * LIMITS.detail + 4000;

export const isStageTree: Check = hasForm({ branch: isText });

const hasFields = hasForm({
  ...{ kind: oneOf('committed', 'nothing', 'kept', 'refused'), branch: isText, commit: orAbsent(isText) },
  ...{ files: orAbsent(isCount), kept: orAbsent(isCount), why: orAbsent(isText), todo: orAbsent(isText) },
});

/** False for what became of another run, too. Never throws. */
export const isSettledOf = (run: string, value: unknown): value is SettledTree =>
  isRecord(value) && value['run'] === run && hasFields(value) && jsonBytes(value) <= MOST_SETTLED;
