// Who decided what, the newest first: read from the end of the audit backwards, a page at a time.
import type { AuditLine } from '../../../core/audit/line.js';
import type { Standing } from '../../../core/contracts/audit.js';
import { latestDecisions } from '../../../read/audit.js';
import type { Audit } from '../../contract.js';
import { numberIn, type Question } from './question.js';

const [PAGE, MOST] = [100, 1000];

export function auditAnswer({ state, query }: Question): Audit {
  if (state === null) return { entries: [], next: null };
  const limit = Math.max(1, numberIn(query, 'limit', PAGE, MOST));
  const found = latestDecisions(state, { before: numberIn(query, 'before', Infinity), most: limit + 1 });
  const entries = found.slice(0, limit).map(entryOf);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last !== undefined ? String(last.seq) : null };
}

const entryOf = ({ seq, at, who, what, why, before, after, answer }: AuditLine): Audit['entries'][number] => ({
  ...{ seq, at, what: `${what.command}: ${answer.code}`, who: who.issuer, reason: why },
  about: [...new Set([...Object.keys(before), ...Object.keys(after)])].join(', '),
  ...{ before: standingText(before), after: standingText(after), signed: who.signed !== undefined },
});

/** Null where nothing stood there. */
function standingText(standing: Standing): string | null {
  const all = Object.entries(standing);
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0]?.[1] ?? null) : all.map(([name, state]) => `${name}: ${state}`).join('; ');
}
