// Whose answers a lineage takes, of those who are named.
import type { Operator } from '../../../contracts/operators.js';
import type { Approver } from '../../../contracts/turns.js';

export const approversIn = (named: readonly Operator[]): Approver[] =>
  named.filter(({ rights }) => rights.includes('approve')).map(({ name, key }) => ({ name, key }));
