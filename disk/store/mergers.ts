// What a task is about that the runtime wrote for a merger, by the id of the task: its tree gets the other branch merged in before it begins.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { hasForm, isText, orAbsent } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

export interface MergerTask {
  /** Of the task. */
  id: string;
  root: string;
  /** The branch that is to be merged in, without `refs/heads/`. */
  into: string;
  /** What the failing check printed, without secrets; absent = it is a conflict. */
  output?: string;
}

const isMerger = hasForm({ id: isText, root: isText, into: isText, output: orAbsent(isText) }) as (
  one: unknown,
) => one is MergerTask;

/** Null: it is a task like others. */
export function readMerger(state: string, id: string): MergerTask | null {
  if (!isSafeId(id)) return null;
  const found = jsonObject(readText(path.join(state, statePaths.merger(id))) ?? undefined);
  return isMerger(found) && found.id === id ? found : null;
}

export function keepMerger(state: string, task: MergerTask): void {
  const file = path.join(state, statePaths.merger(task.id));
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, `${JSON.stringify(task)}\n`, { mode: PRIVATE_FILE, fsync: true });
}
