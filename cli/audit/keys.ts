// Public keys that an export takes along: those of the operators of now, and of those who signed what is in it.
import { isListOf, isRecord, isText } from '../../core/form.js';
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

/** As the snapshot shows them; a snapshot of an older build shows none. */
function namedNow(dir: string): (readonly [string, string])[] {
  const section = readSnapshot(dir)?.workspace;
  const operators = isRecord(section) ? section['operators'] : undefined;
  const named = isRecord(operators) ? operators['named'] : undefined;
  if (!isListOf(isRecord)(named)) return [];
  return (named as Record<string, unknown>[]).flatMap(({ name, key }) =>
    isText(name) && isText(key) ? [[String(name), String(key)] as const] : [],
  );
}
