// A checkpoint's name as a part of a ref: any id can be one. What git refuses in a ref, and `%` itself, is written as `%XX`.

const PLAIN = /[^A-Za-z0-9_-]/gu;

/** Below `refs/millrace/`. `name`: parts with `/` between them, none of them empty. Throws on another. */
export function refOf(name: string): string {
  const parts = name.split('/');
  if (parts.some((part) => part === '')) throw new Error(`${JSON.stringify(name)} names no checkpoint.`);
  return parts.map((part) => part.replace(PLAIN, percent)).join('/');
}

/** Of what was taken last, which the known index is about. */
export const lastRef = ({ slot }: { slot?: string }): string =>
  slot === undefined ? 'refs/last' : `refs/lasts/${refOf(slot)}`;

export type Which = 'before' | 'after';

/** Name of what a stage found, or left. */
export const stageCheckpoint = (
  { runId, stageNumber, attempt }: { runId: string; stageNumber: number; attempt: number },
  which: Which,
): string => `runs/${runId}/${stageNumber}-${attempt}/${which}`;

export const nameOf = (ref: string): string => decodeURIComponent(ref);

const percent = (character: string): string =>
  [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
