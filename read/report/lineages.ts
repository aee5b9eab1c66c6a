// The roots that are not closed: how far their work is, what keeps them open, and how many of their requirements are met.
import { readPiece, shown } from '../files.js';
import { below, type Kin, kinOf } from '../../core/documents/kin.js';
import { jsonObject } from '../../core/json-lines.js';
import { counts } from '../../core/requirements/table.js';
import { readJudgement } from '../../disk/store/judgement.js';
import type { HeadsOf } from '../heads.js';
import { type ItemView, listItems } from '../items.js';
import { requirementsOf } from '../requirements.js';
import { listTargets, type TargetRow } from '../targets.js';

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

/** Fields stand at the beginning of a document. */
const HEAD_BYTES = 4096;
const MOST_ROOTS = 50;
const MOST_BLOCKERS = 20;

/** An item with where it belongs. */
export type KinItem = ItemView & Kin;

/** Reads the beginning of every document. */
export const kinItems = (workspace: string, heads: HeadsOf): KinItem[] =>
  listItems(workspace, heads).map((item) => kinItem(workspace, item));

/** Reads the beginning of its document. */
export const kinItem = (workspace: string, item: ItemView): KinItem => ({
  ...item,
  ...kinOf(item.family, item.id, textOf(workspace, item)),
});

/** `state`: our folder of the workspace. `read`: gives all items; called where a root is open. */
export async function openLineages(
  workspace: string,
  state: string,
  heads: HeadsOf,
  read: () => readonly KinItem[] = () => kinItems(workspace, heads),
): Promise<LineageView[]> {
  const targets = listTargets(workspace);
  const open = targets.filter(({ state: stands }) => stands === 'open' || stands === 'parked').slice(0, MOST_ROOTS);
  if (open.length === 0) return [];
  const all = read();
  return Promise.all(open.map((target) => lineageOf({ workspace, state, targets }, target, all)));
}

const textOf = (workspace: string, { path }: ItemView): string =>
  readPiece(shown(workspace, path), { first: HEAD_BYTES })?.text ?? '';

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
    branches: [],
  };
}
