// Public keys that an export takes along: those of the operators of now, and of those who signed what is in it.
import { hasForm, isText } from '../../core/form.js';
import { readSnapshot } from '../../read/snapshot.js';
import { decisionsOf } from '../../read/audit.js';

/** By the name of the operator; of one who had several the last. `state`: our state folder. */
export function keysKnown(dir: string, state: string): Record<string, string> {
  const keys = new Map<string, string>();
  for (const { who } of decisionsOf(state))
    if (who.signed && who.key !== undefined) keys.set(who.signed.operator, who.key);
  for (const [name, key] of namedNow(dir)) keys.set(name, key);
  return Object.fromEntries(keys);
}

/** As the snapshot shows them; one of an older build, or a damaged one, shows none. */
function namedNow(dir: string): (readonly [string, string])[] {
  const named: unknown = readSnapshot(dir)?.workspace?.operators?.named;
  const all: unknown[] = Array.isArray(named) ? named : [];
  return all.filter(isOperator).map(({ name, key }) => [name, key] as const);
}

const isOperator = (value: unknown): value is { name: string; key: string } =>
  hasForm({ name: isText, key: isText })(value);
