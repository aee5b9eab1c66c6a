// What an environment failure means to a person. All of them cost time alone; some pass by themselves, some do not.
import { isEnvironmentFailure } from './failure-lists.js';
import { type EnvironmentFailureClass, FAILURES } from './failures.js';

/** No limit that we know lasts longer than a week: what lies further ahead is tried then. */
export const LONGEST_WAIT_MS = 8 * 86_400_000;

/** `needsYou`: it does not pass by itself, and `status --check` ends with 20. `remedy` is read beside class and detail. */
export type EnvironmentCause = (typeof FAILURES)[EnvironmentFailureClass];

/** Null when the class is none of the environment, as with a lost host. */
export const environmentCause = (failureClass: string): EnvironmentCause | null =>
  isEnvironmentFailure(failureClass) ? FAILURES[failureClass] : null;
