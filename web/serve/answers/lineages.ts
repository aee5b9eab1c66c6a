// The roots, and of one all that came of it: how far its work is, which of its requirements are met, and what keeps it from being closed.
import { isId } from '../../../core/contracts/ids.js';
import { branchCommands } from '../../../read/branch-needs.js';
import { branchStory } from '../../../read/branch-story.js';
import { type BranchView, readBranches } from '../../../read/branches.js';
import { readHeads } from '../../../read/heads.js';
import type { SpentView } from '../../../read/ledger.js';
import { rootHead, rootPage, type RootPage, type RootsKnown, rootsOf } from '../../../read/root-page.js';
import { listTargets } from '../../../read/targets.js';
import type { LineagePage, Lineages } from '../../contract.js';
import { notThere } from '../refusal.js';
import type { Question } from './question.js';

const MOST_ROOTS = 200;
const MOST_ITEMS = 1000;

export async function lineagesAnswer(question: Question): Promise<Lineages> {
  const listed = listedIn(question);
  const roots = rootsOf(listed).slice(0, MOST_ROOTS);
  // Where nothing has a root, no document is read for it.
  if (roots.length === 0) return { lineages: [] };
  const known = await knownOf(question, listed);
  return { lineages: await Promise.all(roots.map((root) => rootHead(known, root))) };
}

type Listed = Omit<RootsKnown, 'items'>;

const listedIn = ({ dir, state }: Question): Listed => ({ workspace: dir, state, targets: listTargets(dir) });

const knownOf = async ({ dir, place }: Question, listed: Listed): Promise<RootsKnown> => ({
  ...listed,
  items: await place.watched.kin(readHeads(dir)),
});

/** `lineages/ROOT`. */
export async function lineagePage(question: Question): Promise<LineagePage> {
  const [root] = question.parts;
  const listed = listedIn(question);
  if (!isId(root) || !isKnown(listed, root)) throw notThere('such root');
  return shownPage(question, await rootPage(await knownOf(question, listed), root));
}

/** Work that stands alone, and what nobody judges, may have a branch too. */
const isKnown = (listed: Listed, root: string): boolean =>
  rootsOf(listed).includes(root) || branchOf(listed, root) !== undefined;

const branchOf = ({ workspace, state }: Omit<Listed, 'targets'>, root: string): BranchView | undefined =>
  state === null ? undefined : readBranches(workspace, state).find((one) => one.root === root);

function shownPage(question: Question, { rows, items, ...page }: RootPage): LineagePage {
  const runsOf = runCounts(question.place.watched.ledger());
  return {
    ...page,
    branch: branchIn(question, page.root),
    requirementsOf: rows.map((row) => ({ id: row.id, text: row.text, state: stateOf(row), tasks: row.tasks })),
    items: items.slice(0, MOST_ITEMS).map(({ family, id, title, state, depth }) => {
      const item = `${family}/${id}`;
      return { item, title, state, depth, runs: runsOf.get(item)?.size ?? 0 };
    }),
  };
}

function branchIn({ dir, state }: Question, root: string): LineagePage['branch'] {
  const branch = branchOf({ workspace: dir, state }, root);
  if (branch === undefined || state === null) return null;
  return { ...branchStory(state, branch), commands: branch.state === 'open' ? [] : branchCommands(branch) };
}

/** As it was judged; before that where its way breaks off, else that it is open. */
const stateOf = ({ verdict, holes, without }: RootPage['rows'][number]): string =>
  verdict ?? holes[0] ?? (without === null ? 'open' : 'needs no task');

function runCounts(ledger: readonly SpentView[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { item, run } of ledger) found.set(item, (found.get(item) ?? new Set()).add(run));
  return found;
}
