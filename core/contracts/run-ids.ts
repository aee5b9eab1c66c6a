// Ids of runs and requests: hashes of what they belong to, so that the same stage is always found again.
import { sha256Hex } from './digest.js';

/** Id of one activation; the same inputs always give the same id. */
export function runId(workspace: string, lineage: string, turn: number): string {
  return `run-${sha256Hex(`${workspace}\n${lineage}\n${turn}`).slice(0, 32)}`;
}

/** Id of one request to an agent. `attempt` grows when an environment failure or its second chance of form makes the same stage run again. */
export function requestId(run: string, stageNumber: number, attempt: number): string {
  return `request-${sha256Hex(`${run}\n${stageNumber}\n${attempt}`).slice(0, 32)}`;
}
