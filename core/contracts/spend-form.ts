// Whether what a worker tells of spending can be used: it comes over a border, and workflow code must not stumble over it.
import { fieldsOf, isText, orAbsent } from '../form.js';
import { isPrices } from './money.js';

/** Why not, or null. */
export function spendProblem(args: unknown): string | null {
  const { usage, requeue, prices } = fieldsOf(args);
  if (!orAbsent(isPrices)(prices)) return 'prices must have currency, asOf, source and models';
  if (usage !== undefined && !isUsage(fieldsOf(usage))) return 'usage must have autoResume, timeZone, rules and weeks';
  if (requeue !== undefined && !isRequeue(fieldsOf(requeue))) return 'requeue must have most and cooldownSeconds';
  return null;
}

const isUsage = ({
  autoResume,
  timeZone,
  rules,
  own,
  learningShare = 0,
  weeks,
  days,
  nights,
}: Record<string, unknown>): boolean =>
  isNumber(learningShare) &&
  typeof autoResume === 'boolean' &&
  typeof timeZone === 'string' &&
  isListOf(rules, isRule) &&
  (own === undefined || isListOf(own, isOwnRule)) &&
  [weeks, days ?? [], nights ?? []].every(isStarts);

const isStarts = (starts: unknown): boolean => isListOf(starts, (start) => Number.isFinite(Date.parse(String(start))));

function isRule(value: unknown): boolean {
  const { id, window, threshold, currency } = fieldsOf(value);
  return isText(id) && isText(window) && isNumber(threshold) && orAbsent(isText)(currency);
}

function isOwnRule(value: unknown): boolean {
  const { id, per, limit, currency } = fieldsOf(value);
  return isText(id) && (per === 'item' || per === 'root') && isNumber(limit) && isText(currency);
}

const isRequeue = ({ most, cooldownSeconds }: Record<string, unknown>): boolean =>
  isNumber(most) && isListOf(cooldownSeconds, isNumber);

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isListOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);
