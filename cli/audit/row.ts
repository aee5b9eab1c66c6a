// A decision as a row of a table.
import type { Standing } from '../../core/contracts/audit.js';
import type { AuditLine } from '../../core/audit/line.js';
import { own } from '../../core/own.js';
import { clip } from '../render/table.js';
import { when } from '../render/when.js';

export const HEADERS = ['NR', 'WHEN', 'WHO', 'COMMAND', 'WHAT', 'ANSWER', 'WHY'];

const WHAT_WIDTH = 120;
const WHY_WIDTH = 80;

export function rowOf({ seq, at, who, what, before, after, answer, why }: AuditLine): string[] {
  return [
    String(seq),
    when(at),
    whoText(who),
    what.command,
    clip(changeText(before, after), WHAT_WIDTH),
    answer.code,
    clip(why, WHY_WIDTH),
  ];
}

/** Who says that he gave it, and whose signature it bears: a worker signs what whoever started it asks for. */
function whoText({ issuer, signed }: AuditLine['who']): string {
  if (signed === undefined) return issuer;
  return signed.operator === issuer ? `${issuer} (signed)` : `${issuer} (signed by ${signed.operator})`;
}

/** `task T-42: blocked -> queued` */
export function changeText(before: Standing, after: Standing): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => `${name}: ${stepText(own(before, name), own(after, name))}`).join('; ');
}

function stepText(before: string | undefined, after: string | undefined): string {
  if (before === after) return before ?? '';
  return `${before ?? 'none'} -> ${after ?? 'none'}`;
}
