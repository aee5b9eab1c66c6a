// What is asked about a failure, and the lists of classes, each from the one table. Whoever asks may hold a text from a disk, a message or
// another build: a text that is no class gets an answer too.
import { own } from '../own.js';
import {
  type ContractFailureClass,
  type EnvironmentFailureClass,
  type Failure,
  type FailureClass,
  type FailureKind,
  type FailureName,
  type FailureOf,
  FAILURES,
  type ItemFailureClass,
  type NodeFailure,
} from './failures.js';

const TABLE: Readonly<Record<string, Failure>> = FAILURES;
const ALL = Object.keys(FAILURES) as FailureClass[];

/** In the order of the table. */
export const failuresOf = <K extends FailureKind>(kind: K): FailureOf<K>[] =>
  ALL.filter((one): one is FailureOf<K> => FAILURES[one].kind === kind);

/** What something from a disk, a message or another build names; `unknown` where this build knows no such class. Never throws. */
export const failureNamed = (given: unknown): FailureName =>
  typeof given === 'string' && (isFailure(given) || isNodeFailure(given)) ? given : 'unknown';

const isFailure = (text: string): text is FailureClass => Object.hasOwn(FAILURES, text);
const isNodeFailure = (text: string): text is NodeFailure => text.endsWith('_blocked');

export const ENVIRONMENT_FAILURES = failuresOf('environment');

export const isEnvironmentFailure = (text: string): text is EnvironmentFailureClass =>
  own(TABLE, text)?.kind === 'environment';

/** A fault of form: the stage is asked once more. */
export const isContractFailure = (text: string): text is ContractFailureClass => own(TABLE, text)?.kind === 'contract';

/** Where it lies, if another runner may be free of it. */
export const liesAt = (text: string): Failure['lies'] => own(TABLE, text)?.lies;

/** It costs time alone: the same stage runs again, and no attempt is spent. */
export const isFree = (text: string): boolean => own(TABLE, text)?.free === true;

/** An item that it blocked is queued again by itself after a while. */
export const isRetryable = (text: string): boolean => own(TABLE, text)?.retryable === true;

/** Classes besides `<node>_blocked` that have a counter of their own; each can happen at every node. */
export const COUNTED_CLASSES: readonly FailureClass[] = ALL.filter((one) => FAILURES[one].counted === 'own');

/** In words; a class that nobody here knows, or that a node has of its own, stands for itself. */
export const failureWords = (text: string): string => own(TABLE, text)?.words ?? text;

/** What to do about an item that it blocked; null where it is no reason of its own. */
export function itemRemedy(text: string, item: string, look: string): string | null {
  const failure = own(TABLE, text);
  if (failure?.kind !== 'item' || failure.remedy === null) return null;
  return failure.remedy.replaceAll('{item}', () => item).replaceAll('{look}', () => look);
}

/** How an item ends that may not go on, though no stage of it failed. */
export const blockedAs = (failureClass: ItemFailureClass, reason: string) =>
  ({ state: 'blocked', reason, needsYou: FAILURES[failureClass].needsYou, failureClass }) as const;

/** Whether what it blocked waits for a person. Where an end of the plan would say and none was reached, it does. */
export const waitsForPerson = (text: string): boolean => own(TABLE, text)?.needsYou !== false;
