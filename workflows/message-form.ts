// The form of what workspaces and lineages send each other. Whoever reaches the server can send it too, and a message that the engine cannot read
// would fail its workflow for ever: it is dropped.
import { bytesOf, LIMITS } from '../core/contracts/limits.js';
import { isDocumentRef } from '../core/engine/admission/form.js';
import { own } from '../core/own.js';
import { asRecord } from './issued.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value.length <= LIMITS.received;
const isNumber: Check = (value) => Number.isSafeInteger(value);
const isRecord: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A record that the state keeps. */
const isKept: Check = (value) => isRecord(value) && bytesOf(value) <= LIMITS.received;
const isRecords: Check = (value) => Array.isArray(value) && value.every(isRecord);
const isDocuments: Check = (value) => Array.isArray(value) && value.every(isDocumentRef);
/** Pairs of numbers, as `Spent` has them. */
const isSpent: Check = (value) =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isNumber));
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...names: string[]): Check =>
  (value) =>
    isText(value) && names.includes(value as string);

const budget = { turn: isNumber, grant: isNumber, remaining: orNull(isNumber), usage: orAbsent(isSpent) };

const FORMS = {
  activate: { turn: isNumber, plane: isText, item: isKept, planDigest: isText, leash: isKept, entries: isRecords },
  leash: { turn: isNumber, leash: isKept },
  decided: { turn: isNumber, approvalId: isText, decision: isText, issuer: isText, reason: isText },
  end: { turn: isNumber, to: oneOf('cancelled', 'queued'), issuer: isText, reason: isText },
  held: { ...budget, leashVersion: isNumber, asking: orAbsent(isKept) },
  left: {
    ...budget,
    ...{ family: isText, id: isText, state: oneOf('done', 'blocked', 'cancelled', 'queued'), reason: orNull(isText) },
    ...{ emitted: isDocuments, entries: isRecords },
  },
} satisfies Record<string, Record<string, Check>>;

/** `rules`: below 4 only what would have failed the workflow is dropped, so that recorded histories stay as they are. */
export function isMessage(kind: keyof typeof FORMS, rules: number, value: unknown): boolean {
  if (!isRecord(value)) return false;
  const message = asRecord(value);
  return rules < 4 || Object.entries(FORMS[kind]).every(([field, check]) => check(own(message, field)));
}
