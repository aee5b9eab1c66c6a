// Whether what a worker tells of spending can be used: it comes over a border, and workflow code must not stumble over it.
import { fieldsOf } from '../form.js';

/** Why not, or null. */
export function spendProblem(args: unknown): string | null {
  const { usage, requeue } = fieldsOf(args);
  if (usage !== undefined && !isUsage(fieldsOf(usage))) return 'usage must have autoResume, timeZone, rules and weeks';
  if (requeue !== undefined && !isRequeue(fieldsOf(requeue))) return 'requeue must have most and cooldownSeconds';
  return null;
}

const isUsage = ({ autoResume, timeZone, rules, learningShare = 0, weeks }: Record<string, unknown>): boolean =>
  isNumber(learningShare) &&
  typeof autoResume === 'boolean' &&
  typeof timeZone === 'string' &&
  isListOf(rules, isRule) &&
  isListOf(weeks, (week) => Number.isFinite(Date.parse(String(week))));

function isRule(value: unknown): boolean {
  const { id, window, threshold } = fieldsOf(value);
  return typeof id === 'string' && typeof window === 'string' && isNumber(threshold);
}

const isRequeue = ({ most, cooldownSeconds }: Record<string, unknown>): boolean =>
  isNumber(most) && isListOf(cooldownSeconds, isNumber);

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isListOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);
