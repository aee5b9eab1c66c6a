// What people commit to a branch while a run is at work in its tree stays, and the run's commit comes upon it. What an agent does there itself does
// not: git's own log of the branch tells one from the other.
import { shortDigest } from '../core/report/short-digest.js';
import path from 'node:path';
import { statOf } from '../disk/files.js';
import { readNews } from '../disk/tail.js';
import { isAncestor } from './branch.js';
import { compose } from './compose.js';
import { bring, treeOf } from './exchange.js';
import { lookAt } from './keep.js';
import { linkOf } from './link.js';
import { mergeTrees } from './merge.js';
import { refOfTree, treeFolder, type TreesPlace } from './place.js';
import type { TreeRecord } from './record.js';
import { objects, orNull, ours, type UserRepository } from './repository.js';

interface Meanwhile {
  /** Where the branch is to be, and which files follow. */
  record: TreeRecord;
  /** Digest, in our repository: what the tree holds then. Absent = nothing came to it. */
  files?: string;
  /** Sentences for people; none where no person did anything. */
  said: string[];
}

/**
 * `record`: with the branch as it was when the run began. `tip`: where it is now. `files`: digest of the tree that the run left last, absent = it is
 * not over.
 */
export async function meanwhile(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { tip, files }: { tip: string; files?: string },
): Promise<Meanwhile> {
  const moves = movesBetween(repository, record, tip);
  const first = moves.findIndex(({ isPerson }) => !isPerson);
  const before = first === -1 ? moves : moves.slice(0, first);
  const upon = before.at(-1)?.to;
  const now =
    upon === undefined ? null : await uponTheirs(place, repository, record, { tip: upon, ...(files && { files }) });
  const lost = (now === null ? moves : moves.slice(before.length)).filter(({ isPerson }) => isPerson);
  const again = await lostCommits(place, repository, lost);
  const said = [
    ...(now === null ? [] : [stayText(now.record)]),
    ...(again.length === 0 ? [] : [lostText(record, again)]),
  ];
  return { ...(now ?? { record }), said };
}

const stayText = ({ branch, tip }: TreeRecord): string =>
  `Somebody committed to ${branch} while a run was at work: ${shortDigest(tip)} stays, and what the run does comes upon it.`;

const lostText = ({ branch }: TreeRecord, lost: readonly Lost[]): string => {
  const commits = lost.map(({ name }) => name).join(' ');
  return `Somebody committed to ${branch} while a run was at work, and that does not go with what the run did there: ${commits} is not on it any more. To have it again, when the run is over: ${pickText(lost)}`;
};

function pickText(lost: readonly Lost[]): string {
  const calls: { alone?: string; names: string[] }[] = [];
  for (const { name, alone } of lost) {
    const last = calls.at(-1);
    if (alone !== undefined) calls.push({ alone, names: [name] });
    else if (last === undefined || last.alone !== undefined) calls.push({ names: [name] });
    else last.names.push(name);
  }
  return calls.map(({ alone = '', names }) => `git cherry-pick ${alone}${names.join(' ')}`).join(' && ');
}

interface Lost {
  /** The beginning of its digest, or of those around several. */
  name: string;
  /** It is picked by a call of its own, with these options: a merge as what it brought, several as git lists them. */
  alone?: string;
}

/** Oldest first: a move may bring several, and one that its person replaced in the next move is none that is missed. */
async function lostCommits(place: TreesPlace, repository: UserRepository, moves: readonly Move[]): Promise<Lost[]> {
  const found: Lost[] = [];
  for (const [at, { from, to }] of moves.entries()) {
    const next = moves[at + 1];
    if (next?.from === to && !(await isAncestor(place, repository, to, next.to))) continue;
    found.push(...(await broughtBy(place, repository, from, to)));
  }
  return found;
}

async function broughtBy(place: TreesPlace, repository: UserRepository, from: string, to: string): Promise<Lost[]> {
  const list = ['rev-list', '--reverse', '--first-parent', '--parents', `${from}..${to}`];
  const lines = (await orNull(objects(place, repository, list)))?.split('\n').filter(Boolean) ?? [];
  const isMerge = (line: string): boolean => line.split(' ').length > 2;
  if (lines.length === 0) return [{ name: shortDigest(to) }];
  if (lines.length > 1 && !lines.some(isMerge))
    return [{ name: `${shortDigest(from)}..${shortDigest(to)}`, alone: '' }];
  return lines.map((line) => ({ name: shortDigest(line), ...(isMerge(line) && { alone: '-m 1 ' }) }));
}

interface Move {
  /** Digests of commits. */
  from: string;
  to: string;
  isPerson: boolean;
}

/** Bytes of the end of a log. */
const NEAR = 64 * 1024;

/** How the branch came from where it was, oldest first; none where its log does not say. */
function movesBetween({ common }: UserRepository, { branch, tip: from }: TreeRecord, to: string): Move[] {
  const log = readNews(path.join(common, 'logs', 'refs', 'heads', branch), null, { last: NEAR }).text;
  const found: Move[] = [];
  for (const line of log.split('\n').filter(Boolean).reverse()) {
    const move = moveIn(line);
    if (move?.to !== (found[0]?.from ?? to)) return [];
    found.unshift(move);
    if (move.from === from) return found;
  }
  return [];
}

/** How git begins when somebody commits. What an agent did begins with its mark, and what we did with our name. */
const COMMITS = /^(?:commit|merge|pull|cherry-pick|revert|am)\b/;

function moveIn(line: string): Move | null {
  const [who = '', what = ''] = line.split('\t');
  const [from, to] = who.split(' ');
  return from === undefined || to === undefined ? null : { from, to, isPerson: COMMITS.test(what) };
}

/** Null: it does not go with what the run did, or with what it left last. */
async function uponTheirs(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { tip, files }: { tip: string; files?: string },
): Promise<{ record: TreeRecord; files: string } | null> {
  const { root, branch, laying } = record;
  const folder = treeFolder(place, root);
  const link = linkOf(repository, folder);
  if (link !== null && link.branch !== branch) return null;
  if (!(await isAncestor(place, repository, record.tip, tip))) return null;
  const [base, other] = [await treeOf(place, repository, record.tip), await treeOf(place, repository, tip)];
  await bring(place, repository, { root, tree: base, what: 'merge/base' });
  await bring(place, repository, { root, tree: other, what: 'merge/other', known: base });
  const lies =
    statOf(folder) === null ? (files ?? base) : (await compose(place, record, await lookAt(place, record), base)).tree;
  const now = laying?.to ?? lies;
  const together = (one: string) => mergeTrees(place, repository, { base, one, other });
  const merged = await together(now);
  if (merged.kind === 'conflict' || (files !== undefined && (await together(files)).kind === 'conflict')) return null;
  const { tree } = merged;
  await ours(place, repository, ['update-ref', refOfTree(root, 'merge/files'), tree]);
  const laid = { ...record, tip, ...(tree !== now && { laying: { from: laying?.from ?? now, to: tree } }) };
  return { record: laid, files: tree };
}
