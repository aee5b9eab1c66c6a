// What `status` says of a ground that is not accepted. A worker that serves goes on with the accepted one, and so it is a remark;
// where none serves the next run would not start, and so it needs a person.
import { type Need, needOf } from '../../read/need.js';
import { storedDigests } from '../../read/plans.js';
import { orElse } from '../../read/state-shape.js';
import type { WorkerState } from '../worker-state.js';
import { changesText, type Standing } from './standing.js';

const REMEDY = '`millrace trust` shows what it means, `millrace trust --accept` accepts it';

/** Null when there is nothing to say. */
export function groundText(standing: Standing): string | null {
  if (standing.state === 'accepted') return null;
  const what =
    standing.state === 'new' ? 'never accepted here' : 'changed since it was accepted, and not used as it is';
  return `${what}: ${changesText(standing)}`;
}

/** `dir`: of the workspace. What is wrong is to be put right, and can be accepted by nobody. */
export async function groundNeeds(dir: string, standing: Standing, worker: WorkerState): Promise<Need[]> {
  const reason = groundText(standing);
  if (reason === null || worker.alive) return [];
  const fault = await orElse(() => faultOf(dir, standing), null);
  if (fault !== null) return [faultNeed(fault)];
  if (mayBeTakenOver(standing)) return [];
  const revert = standing.state === 'changed' ? '; `millrace trust --revert` brings the accepted one back' : '';
  const actions = ['millrace trust', 'millrace trust --accept', ...(revert === '' ? [] : ['millrace trust --revert'])];
  const words = { name: 'millrace-agents', reason, remedy: `${REMEDY}${revert}` };
  return [
    needOf({ what: 'ground', kind: 'plan_stale', ...words, key: reason, evidence: ['millrace-agents'], actions }),
  ];
}

/**
 * The last answer, by what was asked: a plan is compiled for it, and `status --watch` asks with every look. What compiles is loaded only
 * then: most looks find a ground that is accepted.
 */
let last: { asked: string; fault: string | null } | null = null;

async function faultOf(dir: string, standing: Standing): Promise<string | null> {
  const asked = JSON.stringify([dir, [...standing.live.digests].sort(), standing.live.odd]);
  if (last?.asked !== asked) last = { asked, fault: await (await import('./fault.js')).groundFault(dir, standing) };
  return last.fault;
}

function faultNeed(reason: string): Need {
  const remedy = 'correct it; `millrace config validate` says all that is wrong';
  const about = { key: reason, evidence: ['millrace-agents'], actions: ['millrace config validate'] };
  return needOf({ what: 'ground', kind: 'plan_stale', name: 'millrace-agents', reason, remedy, ...about });
}

/** The next run looks whether it is what an earlier version ran here; see `older.ts`. */
const mayBeTakenOver = ({ state, stateDir }: Standing): boolean =>
  state === 'new' && stateDir !== null && storedDigests(stateDir).length > 0;
