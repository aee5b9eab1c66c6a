// The worker is an operator too: where signatures are required it could not go on without a key.
import { WORKER_OPERATOR, WORKER_RIGHTS } from '../../../contracts/operators.js';
import type { KeyedOperator } from './state.js';

/** With the worker of this workspace among them, unless one with this key is or its name is taken. */
export function withWorker(named: KeyedOperator[], key: string | undefined, since: number): KeyedOperator[] {
  const isThere = named.some((one) => one.key === key || one.name === WORKER_OPERATOR);
  return key === undefined || isThere
    ? named
    : [...named, { name: WORKER_OPERATOR, key, rights: [...WORKER_RIGHTS], since }];
}
