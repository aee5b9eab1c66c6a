// The roots of a workspace, and of one all that is known of it: its tree, its requirements, its closure, and what keeps it open.
import { counts, type RequirementTable, type Row } from '../core/requirements/table.js';
import { jsonObject } from '../core/json-lines.js';
import { readJudgement } from '../disk/store/judgement.js';
import { below } from '../core/documents/kin.js';
import { branchesBelow, type BranchItem } from './report/branches.js';
import type { KinItem } from './lineage.js';
import { requirementsOf, rootsWithRequirements } from './requirements.js';
import type { TargetRow } from './targets.js';

export interface RootHead {
  root: string;
  title: string;
  /** Of its closure; `planned` before that was opened. */
  state: string;
  requirements: number;
  met: number;
  done: number;
  total: number;
}

export interface RootPage extends RootHead {
  rows: Row[];
  items: BranchItem[];
  closure: { state: string; verdict: string | null; rounds: number; said: string } | null;
  open: string[];
}

export interface RootsKnown {
  workspace: string;
  /** Our state folder; null = there is none. */
  state: string | null;
  items: readonly KinItem[];
  /** As `listTargets` has them. */
  targets: readonly TargetRow[];
}

/** Ids of roots, the newest first: those that are judged at their end, and those of which requirements are known. */
export function rootsOf({ targets, state }: Pick<RootsKnown, 'targets' | 'state'>): string[] {
  const judged = targets.map(({ root }) => root);
  return [...new Set([...judged.reverse(), ...(state === null ? [] : rootsWithRequirements(state))])];
}

export async function rootHead(known: RootsKnown, root: string): Promise<RootHead> {
  return headOf(known, root, await tableOf(known, root));
}

export async function rootPage(known: RootsKnown, root: string): Promise<RootPage> {
  const table = await tableOf(known, root);
  const items = branchesBelow(known.items, root);
  return {
    ...headOf(known, root, table),
    ...{ rows: table?.rows ?? [], items, closure: await closureOf(known, root) },
    open: items
      .filter((item) => !isOver(item) && item.state !== 'cancelled')
      .map(({ family, id }) => `${family}/${id}`),
  };
}

const isOver = ({ state }: KinItem): boolean => state === 'done' || state === 'superseded';

async function tableOf({ workspace, state, targets }: RootsKnown, root: string): Promise<RequirementTable | null> {
  const found = state === null ? null : await requirementsOf(workspace, state, root, { targets });
  return found?.table ?? null;
}

function headOf({ targets, items }: RootsKnown, root: string, table: RequirementTable | null): RootHead {
  const mine = below(items, root).filter((item) => item.state !== 'cancelled');
  const { requirements, met } = table === null ? { requirements: 0, met: 0 } : counts(table);
  return {
    ...{ root, title: items.find(({ family, id }) => family === 'spec' && id === root)?.title ?? '' },
    ...{ state: targetOf(targets, root)?.state ?? 'planned', requirements, met },
    ...{ done: mine.filter(isOver).length, total: mine.length },
  };
}

const targetOf = (targets: readonly TargetRow[], root: string): TargetRow | undefined =>
  targets.findLast((one) => one.root === root);

/** Null where it was not opened so far. */
async function closureOf({ targets, state }: RootsKnown, root: string): Promise<RootPage['closure']> {
  const target = targetOf(targets, root);
  if (target === undefined) return null;
  const judged = state === null ? null : await readJudgement(state, root);
  const verdict = jsonObject(judged?.verdict ?? undefined)?.['result'];
  return {
    ...{ state: target.state, verdict: typeof verdict === 'string' ? verdict : null, rounds: target.rounds },
    said: judged?.report ?? target.reason ?? '',
  };
}
