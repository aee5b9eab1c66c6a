// How far each list of a script has been played. The same request always plays the same entry, however often it asks.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { readText, writeWhole } from '../files.js';
import type { Script, ScriptEntry } from './script.js';
import { plainEntry } from './script.js';
import { type Part, PART_FILE } from './part.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';

/** By key of the script: entries used, and the request that used the last one. */
type Cursor = Record<string, { used: number; by: string }>;

/** The entry for this request: for a second chance what its first attempt played, or what the script has for it. Reading and writing are one step of the event loop, so stages of a process cannot mix. */
export function takeEntry(script: Script, stateDir: string, request: StageRunRequest): ScriptEntry {
  const before = entryBefore(stateDir, request);
  return before === null ? nextEntry(script, stateDir, request) : (before.again ?? before);
}

/** The cursor may have gone on meanwhile: another lane plays from the same list. Null for a stage that is not asked again. */
function entryBefore(stateDir: string, { form }: StageRunRequest): ScriptEntry | null {
  if (form?.chance !== 'taken') return null;
  const part = jsonObject(readText(join(stateDir, statePaths.journal(form.of), PART_FILE)) ?? undefined);
  return (part as Pick<Part, 'entry'> | null)?.entry ?? null;
}

function nextEntry(script: Script, stateDir: string, request: StageRunRequest): ScriptEntry {
  const keys = [`${request.node}:${request.item.id}`, request.node];
  const key = keys.find((one) => own(script.outcomes, one) !== undefined);
  if (key === undefined) return plainEntry();
  const list = own(script.outcomes, key) ?? [];
  const last = list.at(-1);
  return list[takeNumber(stateDir, key, request.requestId)] ?? (last?.repeat ? last : plainEntry());
}

function takeNumber(stateDir: string, key: string, requestId: string): number {
  const path = join(stateDir, statePaths.script);
  const cursor = JSON.parse(readText(path) ?? '{}') as Cursor;
  const before = own(cursor, key) ?? { used: 0, by: '' };
  if (before.by === requestId) return before.used - 1;
  writeWhole(path, JSON.stringify({ ...cursor, [key]: { used: before.used + 1, by: requestId } }));
  return before.used;
}
