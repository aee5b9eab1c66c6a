// Forms of plain data, as small checks that combine: for borders inside workflows, which know no schemas. No check throws.
import { own } from './own.js';

export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';
export const isFlag: Check = (value) => typeof value === 'boolean';
/** A whole number from 0 on that arithmetic keeps exact. */
export const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** A date that a calendar knows; its text may have any form that can be read. */
export const isMoment: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
/** sha256, in hex. */
export const isDigest: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was sent, as far as it has fields. */
export const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export const isListOf =
  (isOne: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(isOne);
export const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
export const oneOf =
  (...all: readonly unknown[]): Check =>
  (value) =>
    all.includes(value);

/** A record in which each of these fields has its form; further ones may be there. */
export const hasForm =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([field, check]) => check(own(value, field)));
