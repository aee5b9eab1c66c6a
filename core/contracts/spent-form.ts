// Whether something is what an activation has spent: pairs of numbers, as `Spent` has them.
import { isCount, isListOf } from '../form.js';

export const isSpent = isListOf((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount));
