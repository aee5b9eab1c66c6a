// The roots that are not closed: how far their work is, what keeps them open, and how many of their requirements are met.
import { below } from '../../core/documents/kin.js';
import { jsonObject } from '../../core/json-lines.js';
import { counts } from '../../core/requirements/table.js';
import { readJudgement } from '../../disk/store/judgement.js';
import { readTreeRuns } from '../../disk/store/tree-runs.js';
import type { HeadsOf } from '../heads.js';
import type { ItemView } from '../items.js';
import { kinItems, type KinItem } from '../lineage.js';
import { requirementsOf } from '../requirements.js';
import { isOpen, listTargets, type TargetRow } from '../targets.js';

export interface LineageView {
  root: string;
  title: string;
  /** Of the items below it. */
  done: number;
  total: number;
  closure: { state: TargetRow['state']; blocked_by: string[]; verdict: string | null; reason: string | null };
  /** Null where none are known. */
  requirements: { requirements: number; met: number; holes: number } | null;
  /** Its branches; none while work is done in the one tree. */
  branches: string[];
}

const MOST_ROOTS = 50;
const MOST_BLOCKERS = 20;

/** `state`: our folder of the workspace. `read`: gives all items; called where a root is open. */
export async function openLineages(
  workspace: string,
  state: string,
  heads: HeadsOf,
  read: () => readonly KinItem[] | Promise<readonly KinItem[]> = () => kinItems(workspace, heads),
): Promise<LineageView[]> {
  const targets = listTargets(workspace);
  const open = targets.filter(isOpen).slice(0, MOST_ROOTS);
  if (open.length === 0) return [];
  const all = await read();
  return Promise.all(open.map((target) => lineageOf({ workspace, state, targets }, target, all)));
}

async function lineageOf(
  { workspace, state, targets }: { workspace: string; state: string; targets: readonly TargetRow[] },
  { root, state: stands, reason }: TargetRow,
  all: readonly KinItem[],
): Promise<LineageView> {
  const mine = below(all, root).filter((item) => item.state !== 'cancelled');
  const isOver = (item: ItemView): boolean => item.state === 'done' || item.state === 'superseded';
  const left = mine.filter((item) => !isOver(item)).map(({ family, id }) => `${family}/${id}`);
  const found = await requirementsOf(workspace, state, root, { targets });
  const judged = jsonObject((await readJudgement(state, root))?.verdict ?? undefined)?.['result'];
  const verdict = typeof judged === 'string' ? judged : null;
  return {
    ...{ root, title: all.find(({ id, family }) => id === root && family === 'spec')?.title ?? '' },
    ...{ done: mine.length - left.length, total: mine.length },
    closure: { state: stands, blocked_by: left.slice(0, MOST_BLOCKERS), verdict, reason },
    requirements: found === null ? null : counts(found.table),
    branches: [...new Set(readTreeRuns(state).flatMap((run) => (run.root === root ? [run.branch] : [])))],
  };
}
