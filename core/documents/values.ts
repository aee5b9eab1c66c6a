// Checks one value against the kind of its field and brings it to its normal form.
import { BACKLOG, CANONICAL_ID, isRootless, isSafeId, LEARNING } from '../contracts/ids.js';
import type { DocumentCode } from './codes.js';
import type { FieldKind } from './fields.js';

/** `why` and `note` complete a sentence that begins with the field and the value. */
export type CheckedValue = { value: string; note?: string } | { code: DocumentCode; why: string };

export function checkValue(kind: FieldKind, text: string): CheckedValue {
  if (typeof kind !== 'string') return oneOf(kind, text);
  // The name of a lineage of rootless work, which every stage of it is told.
  if (kind === 'root' && isRootless(text)) return { value: text };
  if (kind === 'id' || kind === 'root') return checkId(text);
  if (kind === 'datetime') return checkDatetime(text);
  if (kind === 'json') return checkJson(text);
  if (kind === 'bool') return oneOf(['true', 'false'], text.toLowerCase());
  if (kind === 'name' && !CANONICAL_ID.test(text)) {
    return { code: 'MR2007', why: 'is not a name of lower-case letters, digits, `.`, `_` and `-`' };
  }
  return { value: text };
}

const oneOf = (allowed: readonly string[], text: string): CheckedValue =>
  allowed.includes(text) ? { value: text } : { code: 'MR2007', why: `is not one of ${allowed.join(', ')}` };

function checkId(text: string): CheckedValue {
  if (!isSafeId(text)) return { code: 'MR2009', why: 'is not a safe id' };
  if (text === BACKLOG) return { code: 'MR2010', why: 'is the name of the lineage of work without a root' };
  if (text === LEARNING) return { code: 'MR2010', why: 'is the name of the lineage of all that is learned' };
  return { value: text };
}

function checkJson(text: string): CheckedValue {
  return isJsonObject(text) ? { value: text } : { code: 'MR2007', why: 'is not a JSON object on one line' };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const DATETIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** ISO 8601 date or datetime to UTC with milliseconds: of one width, so that text order is time order. */
function checkDatetime(text: string): CheckedValue {
  const parts = DATETIME.exec(text);
  const value = parts === null ? null : toUtc(parts);
  if (value === null) return { code: 'MR2008', why: 'is not an ISO 8601 datetime' };
  return parts?.[8] === undefined ? { value, note: 'has no offset; taken as UTC' } : { value };
}

function toUtc(parts: RegExpExecArray): string | null {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((n) => parts[n] ?? '00');
  const milliseconds = (parts[7] ?? '').padEnd(3, '0').slice(0, 3);
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`;
  const offset = offsetMinutes(parts[8] ?? 'Z');
  const local = Date.parse(written);
  // Dates that do not exist (30 February, 24:00) are either refused by Date.parse or come back as another day.
  if (offset === null || Number.isNaN(local) || new Date(local).toISOString() !== written) return null;
  const utc = new Date(local - offset * 60_000).toISOString();
  return utc.length === written.length ? utc : null;
}

function offsetMinutes(offset: string): number | null {
  if (/^z$/i.test(offset)) return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', ''))];
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
