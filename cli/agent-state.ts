// What the agent of the running stage does, by its journal in our state folder: true also when no worker watches it.
import { join } from 'node:path';
import type { RunSection } from '../core/contracts/mirror.js';
import { journalFiles } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece } from '../read/files.js';

export interface AgentState {
  /** `ended`: its result is not applied yet; `lost`: its host was killed. */
  state: 'starting' | 'running' | 'ending' | 'ended' | 'lost';
  pid: number | null;
  /** The last thing it said or did, as the last worker saw it. */
  line: string | null;
  /** So far; null while the runner did not say. */
  tokens: number | null;
  /** Since its last output, or else since its start. */
  quietSeconds: number;
}

/** `workspace`: its id. Null when no stage runs, or when nothing of it is known here. Reads only. */
export async function agentState(
  workspace: string | null,
  run: RunSection | null,
  env: NodeJS.ProcessEnv,
): Promise<AgentState | null> {
  if (workspace === null || run?.state !== 'running' || run.requestId === '') return null;
  const [{ stateHome }, { journalAt, look, readAgent }, { agentPhase, quietSeconds }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../agents/host/journal.js'),
    import('../agents/phase.js'),
  ]);
  const journal = journalAt(join(stateHome(env), workspace), run.requestId);
  const { state: found } = look(journal);
  const known = jsonObject(readPiece(join(journal.dir, journalFiles.live))?.text) ?? {};
  return {
    state: found === 'done' ? 'ended' : found === 'orphaned' ? 'lost' : agentPhase(journal),
    pid: readAgent(journal)?.pid ?? null,
    line: typeof known.line === 'string' ? known.line : null,
    tokens: typeof known.tokens === 'number' ? known.tokens : null,
    quietSeconds: quietSeconds(journal, join(journal.dir, journalFiles.stdout)),
  };
}
