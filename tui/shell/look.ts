// One look at a workspace, from files alone: what the command line's report tells of it, as far as the shown view needs it.
import { join } from 'node:path';
import { canGoOn, healthOf, idleOf, lookAround, type Around, lanesIn, nowOf, shownNeed } from '../../cli/door.js';
import { headsInFiles, type HeadsOf, readHeads } from '../../read/heads.js';
import { kinItems, type KinItem } from '../../read/lineage.js';
import { readLine } from '../../read/line.js';
import { needsPerson } from '../../read/needs.js';
import { branchesBelow } from '../../read/report/branches.js';
import { titlesIn } from '../../read/report/item-facts.js';
import { openLineages } from '../../read/report/lineages.js';
import { queueOf } from '../../read/report/queue.js';
import type { Branch, Facts, Lane, Lineage } from '../model/facts.js';
import type { View } from '../model/state.js';

/** Queued items that are told one by one. */
const MOST_QUEUED = 300;
const MOST_NEEDS = 300;
/** Of one root. */
const MOST_BRANCHES = 500;

export interface Wanted {
  dir: string;
  env: NodeJS.ProcessEnv;
  view: View;
  /** How long stages took, by node, in seconds. */
  durations: ReadonlyMap<string, readonly number[]>;
}

export async function lookAt({ dir, env, view, durations }: Wanted): Promise<Facts> {
  const now = Date.now();
  const around = await lookAround(dir, env);
  const { id, snapshot, folders, needsYou, servedFrom, home } = around;
  // Every document of a short line is looked at, of a long one a few.
  const heads = view === 'queue' || !readLine(folders, snapshot).isLong ? readHeads(dir) : headsInFiles(dir);
  const queue = queueOf(folders, heads, snapshot, { now, ...(view === 'queue' ? { most: MOST_QUEUED } : {}) });
  const going = canGoOn(around, queue);
  const { workspace = null } = snapshot ?? {};
  return {
    ...{ dir, id, servedFrom, queue: queue.head, families: queue.by_family, worker: workerOf(around) },
    writtenAt: snapshot === null ? null : new Date(snapshot.writtenAt).toISOString(),
    health: healthOf(around, going).state,
    ...{ mode: workspace?.mode ?? null, planId: workspace?.planId ?? null, paused: workspace?.pauseSources ?? [] },
    idle: idleOf(around, going)?.detail ?? null,
    now: lanesOf(around, { titleOf: titlesIn(folders, heads), durations, now }),
    lanes: lanesIn(around),
    needs: needsYou.slice(0, MOST_NEEDS).map((need) => ({ ...shownNeed(need), name: need.name })),
    blocked: blockedOf(around),
    lineages: view === 'lineage' ? await lineagesOf(dir, join(home, id ?? ''), heads) : null,
  };
}

const workerOf = ({ worker: { alive, pid, silentSince, script } }: Around): Facts['worker'] => ({
  ...{ alive, pid, silentSince, rehearsal: script !== null },
});

function lanesOf(around: Around, known: Parameters<typeof nowOf>[1]): Lane[] {
  return nowOf(around, known).map((one, at) => {
    const { run, agent, asks } = around.runs[at] ?? {};
    return {
      ...one,
      ...{
        requestId: run?.requestId ?? '',
        turn: run?.turn ?? 0,
        asks: asks ?? false,
        waitsFor: run?.waitsFor ?? null,
      },
      agentPid: agent?.pid ?? null,
    };
  });
}

const blockedOf = ({ blocked }: Around): Facts['blocked'] =>
  blocked
    .filter((one) => !needsPerson(one))
    .slice(0, MOST_QUEUED)
    .map(({ family, id, diagnostics }) => ({
      ...{ family, id, reason: diagnostics?.reason ?? '', again: diagnostics?.requeue?.at ?? null },
    }));

/** All items are listed once, however many roots are open. */
async function lineagesOf(dir: string, state: string, heads: HeadsOf): Promise<Lineage[]> {
  let all: readonly KinItem[] = [];
  const views = await openLineages(dir, state, heads, () => (all = kinItems(dir, heads)));
  return views.map((view) => ({ ...view, items: branchesOf(all, view.root) }));
}

export const branchesOf = (all: readonly KinItem[], root: string): Branch[] =>
  branchesBelow(all, root)
    .slice(0, MOST_BRANCHES)
    .map(({ family, id, title, state, depth }) => ({ family, id, title, state, depth }));
