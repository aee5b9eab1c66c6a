// What is wrong with what a stage left, all of it in one text: whoever is asked to mend it is asked once.
import type { ContractFailureClass } from '../../core/contracts/failures.js';
import { clipped, LIMITS } from '../../core/contracts/limits.js';

export interface Fault {
  failureClass: ContractFailureClass;
  /** Whole sentences. */
  detail: string;
}

const TOLD = 20;

/** The class of the first one, and all of them numbered, each cut to its share of what an outcome has room for. Null = none. */
export function together(faults: readonly Fault[]): Fault | null {
  const [first] = faults;
  if (first === undefined || faults.length === 1) return first ?? null;
  const told = faults.slice(0, TOLD);
  const more = faults.length - told.length;
  const room = Math.floor(LIMITS.detail / told.length) - 10;
  const lines = told.map(({ detail }, index) => `${index + 1}. ${clipped(detail, room)}`);
  return {
    failureClass: first.failureClass,
    detail: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join(' '),
  };
}
