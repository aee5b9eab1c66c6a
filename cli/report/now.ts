// What runs now, as a report tells it.
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { jsonObject } from '../../core/json-lines.js';
import { readPiece, shown } from '../../read/files.js';
import { typicalOf } from '../../read/report/finished.js';
import type { Around, RunNow } from '../around.js';
import type { Report, ReportNow } from './shape.js';

interface Known {
  titleOf(item: string): string;
  /** By node, sorted. */
  durations: ReadonlyMap<string, readonly number[]>;
  /** ms since 1970. */
  now: number;
}

export const nowOf = ({ dir, runs }: Around, known: Known): ReportNow[] => runs.map((one) => viewOf(dir, one, known));

/** Of the foreground: learning holds none of it up. Null before a worker said how many there are. */
export function lanesIn({ snapshot }: Pick<Around, 'snapshot'>): Report['lanes'] {
  const { lanes, turns = [] } = snapshot?.workspace ?? {};
  return lanes === undefined ? null : { all: lanes, held: turns.filter(({ lane }) => lane === 'foreground').length };
}

function viewOf(dir: string, { run, agent, where }: RunNow, { titleOf, durations, now }: Known): ReportNow {
  const item = `${run.family}/${run.id}`;
  const elapsed = (now - Date.parse(run.since)) / 1000;
  return {
    ...{ item, title: titleOf(item), plane: run.plane, node: run.node, stage: run.stageNumber },
    ...{ model: modelOf(dir, run.runId, run.requestId), run: run.runId, attempt: run.attempt, state: run.state },
    ...{ root: run.lineage, ...where },
    ...{ started_at: run.since, elapsed_s: Number.isFinite(elapsed) ? Math.max(0, elapsed) : 0 },
    typical_s: typicalOf(durations.get(run.node)),
    ...{
      tokens: agent?.tokens ?? null,
      last_output: agent?.line ?? null,
      heartbeat_age_s: agent?.quietSeconds ?? null,
    },
  };
}

function modelOf(dir: string, run: unknown, request: unknown): string | null {
  if (typeof run !== 'string' || typeof request !== 'string' || !isSafeId(run) || !isSafeId(request)) return null;
  const file = shown(dir, `${runtimePaths.runs}/${run}/${runArtifacts.invocation(request)}`);
  const model = jsonObject(readPiece(file)?.text)?.['model_name'];
  return typeof model === 'string' ? model : null;
}
