// The files of the audit in our state folder, in the order of their names: together they are one chain.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { namesIn, readText } from '../read.js';

/** Absolute paths, oldest first. `state`: our state folder of the workspace. */
export function segmentsIn(state: string): string[] {
  const folder = path.join(state, statePaths.audit);
  const names = namesIn(folder).filter((name) => /^\d{10,}\.jsonl$/.test(name));
  return names.sort().map((name) => path.join(folder, name));
}

/** Lines as they stand there, oldest first. `isHalf`: the last one of a file, whose end is missing. */
export function* auditLines(state: string): Generator<{ text: string; isHalf: boolean }> {
  for (const file of segmentsIn(state)) {
    const lines = (readText(file) ?? '').split('\n');
    const last = lines.pop() ?? '';
    for (const text of lines) yield { text, isHalf: false };
    if (last !== '') yield { text: last, isHalf: true };
  }
}
