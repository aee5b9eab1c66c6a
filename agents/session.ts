// The session of an attempt that is asked about once more, as our journals have it: the newest that its runner left in it.
import { join } from 'node:path';
import { requestId } from '../core/contracts/run-ids.js';
import { journalFiles, statePaths } from '../core/contracts/paths.js';
import type { AgentSession, RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import { jsonObject } from '../core/json-lines.js';
import { readText } from './files.js';

/** The result that was stored for a request; null when there is none, or none that can be read. */
export function storedResult(stateDir: string, request: string): RunnerRawResult | null {
  const text = readText(join(stateDir, statePaths.journal(request), journalFiles.result));
  const value = jsonObject(text ?? '');
  return typeof value?.['exitKind'] === 'string' ? (value as unknown as RunnerRawResult) : null;
}

/**
 * Null for every request but a second chance, and where the attempt left none. An attempt in between, whose environment failed, may
 * have gone on in it.
 */
export function sessionBefore(stateDir: string, request: StageRunRequest, runner: string): AgentSession | null {
  const { form, runId, stageNumber, attempt } = request;
  if (form?.chance !== 'taken') return null;
  for (let before = attempt - 1; before >= 1; before -= 1) {
    const id = requestId(runId, stageNumber, before);
    const session = storedResult(stateDir, id)?.session;
    if (session?.runner === runner) return session;
    if (id === form.of) return null;
  }
  return null;
}
