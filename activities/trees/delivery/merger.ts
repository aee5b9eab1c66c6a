// What does not fit becomes a task for a merger: its text is stored as that of every document, and what it is about beside it, for when it begins.
import { createHash } from 'node:crypto';
import type { DeliverInput } from '../../../core/contracts/delivery.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import type { EmittedRef } from '../../../core/contracts/turns.js';
import { documentFacts } from '../../../core/documents/facts.js';
import { mergerTask, type MergerWork } from '../../../core/documents/merger-task.js';
import { renderDocument } from '../../../core/documents/render.js';
import { keepMerger } from '../../../disk/store/mergers.js';
import { putText } from '../../../disk/store/texts.js';

/** `tip`: of the branch: the same task is never made of another state. `start`: node at which it begins. */
export async function mergerOf(
  state: string,
  { workspace, root, attempt }: DeliverInput,
  work: Omit<MergerWork, 'id' | 'root' | 'createdAt'>,
  { tip, start }: { tip: string; start: string },
): Promise<EmittedRef> {
  const id = idOf(root, attempt, `${workspace} ${root} ${attempt} ${tip}`);
  const document = mergerTask({ ...work, id, root, createdAt: new Date().toISOString() });
  const text = renderDocument(document);
  await putText(state, text);
  const { why, into } = work;
  keepMerger(state, { id, root, into, ...('failed' in why && { output: why.failed.output }) });
  return { ...documentFacts(document, sha256Hex(text), 'runtime'), start, generation: 0, stuck: null };
}

const LONGEST = 80;

const idOf = (root: string, attempt: number, all: string): string =>
  `merge-${root.slice(0, LONGEST)}-${attempt}-${createHash('sha256').update(all).digest('hex').slice(0, 8)}`;
