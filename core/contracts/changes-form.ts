// Whether something is what a stage changed: it comes with an outcome, and whoever reaches the server can send one.
import { type Check, hasForm, isCount, isText, orAbsent, orNull } from '../form.js';
import { jsonBytes } from './limits.js';

/** Bytes as JSON: it travels with every stage and every event of one. */
export const MOST_CHANGES = 400;

/** Name of a git object, SHA-1 or SHA-256. */
const isTree: Check = (value) => typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

const hasFields = hasForm({
  ...{ before: orNull(isTree), after: orNull(isTree), files: isCount, added: isCount, removed: isCount },
  ...{ foreign: orAbsent(isCount), omitted: orAbsent(isCount), problem: orAbsent(isText) },
});

export const isChanges: Check = (value) => hasFields(value) && jsonBytes(value) <= MOST_CHANGES;
