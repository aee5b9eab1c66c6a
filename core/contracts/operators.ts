// Who may decide in a workspace: operators by name, each with a public key and with what it may do.
import { fieldsOf, isFlag, isListOf, isRecord, oneOf } from '../form.js';
import { isPublicKey } from '../operators/public-key.js';
import type { Signed } from './commands.js';

/**
 * What an operator may do. `pause`: pause and resume; `approve`: answer and try again; `stop`: stop, and end or remove work; `intake`: bring
 * work in and change it; `configuration`: which plan holds, and keys; `serve`: what a worker says of itself.
 */
export const RIGHTS = ['pause', 'approve', 'stop', 'intake', 'configuration', 'serve'] as const;
export type Right = (typeof RIGHTS)[number];

/** Name and rights under which a worker of this workspace signs. */
export const WORKER_OPERATOR = 'worker';
export const WORKER_RIGHTS: readonly Right[] = ['serve', 'stop'];

/** What a worker may have; nobody else speaks in the name of others. */
const OF_WORKERS: readonly Right[] = [...WORKER_RIGHTS, 'intake'];
export const isWorker = (rights: readonly Right[]): boolean =>
  rights.includes('serve') && rights.every((right) => OF_WORKERS.includes(right));

export interface Operator {
  name: string;
  /** `ssh-ed25519 ` and base64, as in a file of OpenSSH, without a comment. */
  key: string;
  rights: Right[];
}

/** Who may decide, as a configuration names them. */
export interface OperatorsSeed {
  required: boolean;
  /** How long a signature counts. */
  windowSeconds: number;
  /** What is dropped as a file is taken in as the worker's. */
  drops: boolean;
  named: Operator[];
}

/** One change of the keys. `add` gives an operator who is there other rights. `worker`: key of the worker, which has to go on. */
export type KeyChange =
  | { change: 'add'; name: string; key: string; rights: Right[] }
  | { change: 'rotate'; name: string; key: string }
  | { change: 'remove'; name: string }
  | { change: 'require'; on: boolean; worker?: string };

/** A signature counts this long where nothing else is configured; and a clock may be this far ahead. */
export const SIGNATURE_SECONDS = 600;
export const SKEW_SECONDS = 120;
export const MOST_OPERATORS = 32;

export const isOperatorName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value);

const isRights = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= RIGHTS.length && isListOf(oneOf(...RIGHTS))(value);

const isOperator = (value: unknown): boolean =>
  isRecord(value) && isOperatorName(value['name']) && isPublicKey(value['key']) && isRights(value['rights']);

/** What is wrong with a change, or null. */
export function keysProblem({ change, name, key, rights, on, worker }: Record<string, unknown>): string | null {
  if (change === 'require') {
    if (!isFlag(on)) return 'on must be true or false';
    return worker === undefined || isPublicKey(worker) ? null : 'worker must be an Ed25519 key of OpenSSH';
  }
  if (change !== 'add' && change !== 'rotate' && change !== 'remove')
    return 'change must be add, rotate, remove or require';
  if (!isOperatorName(name)) return 'name must have 1 to 64 letters, digits, dots, dashes or underscores';
  if (change !== 'remove' && !isPublicKey(key)) return 'key must be an Ed25519 key of OpenSSH: ssh-ed25519 AAAA...';
  return change !== 'add' || isRights(rights) ? null : `rights must be of ${RIGHTS.join(', ')}`;
}

/** What is wrong with what a configuration names, or null; absent is fine. */
export function seedProblem(seed: unknown): string | null {
  if (seed === undefined) return null;
  const { required, windowSeconds, drops, named } = fieldsOf(seed);
  const isWhole = isFlag(required) && isFlag(drops) && Number.isSafeInteger(windowSeconds) && Number(windowSeconds) > 0;
  const isShort = Array.isArray(named) && named.length <= MOST_OPERATORS;
  return isWhole && isShort && isListOf(isOperator)(named) ? null : 'operators must say required, windowSeconds, named';
}

/** A signature as it may come from anybody. */
export const isSigned = (value: unknown): value is Signed =>
  isRecord(value) &&
  isOperatorName(value['operator']) &&
  isShortText(value['workspace']) &&
  isIsoMoment(value['at']) &&
  typeof value['signature'] === 'string' &&
  value['signature'].length === 88;

const isShortText = (value: unknown): boolean => typeof value === 'string' && value.length <= 200;

/** One form alone, so that moments compare as texts do. */
const isIsoMoment = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
