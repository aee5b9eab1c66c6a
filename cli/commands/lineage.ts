// `lineage show`: the way of each sentence of a root to its verdict, and where it breaks off.
import path from 'node:path';
import { stretchesOf } from '../../core/changes/stretches.js';
import { summed } from '../../core/changes/summed.js';
import { changedWords } from '../../core/contracts/changed-words.js';
import { shortly } from '../../core/requirements/ids.js';
import type { Criterion } from '../../core/artifacts/rubric.js';
import { counts, type RequirementTable, type Row } from '../../core/requirements/table.js';
import { readTreeRuns } from '../../disk/store/tree-runs.js';
import { findPlaces, listFolders, type Place } from '../../read/folders.js';
import { headsInFiles } from '../../read/heads.js';
import { type BranchStory, branchStory } from '../../read/branch-story.js';
import { readBranches } from '../../read/branches.js';
import { readWorkspaceId } from '../../read/identity.js';
import { kinItems, readLineage, rootOfItem } from '../../read/lineage.js';
import type { ItemView } from '../../read/items.js';
import { type DraftStand, draftStands } from '../../read/blueprint.js';
import { DRAFT, type ItemState } from '../../core/contracts/families.js';
import { isRootless } from '../../core/contracts/ids.js';
import { standText } from '../items/blueprint.js';
import { branchLines } from '../items/branch.js';
import { requirementsOf, type RootRequirements, rootsWithRequirements } from '../../read/requirements.js';
import { listTargets } from '../../read/targets.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { notFound } from '../errors.js';
import { checkId, theOne } from '../ids.js';
import { wrapped } from '../render/wrapped.js';
import { costText } from '../../core/report/cost.js';
import { costIn } from '../../read/report/spent.js';
import { countsText } from '../render/requirements.js';

interface ShownTask {
  id: string;
  /** Folder that its document is in; null where it is gone. */
  state: string | null;
  /** Null where no stage of it has a record that is kept. */
  changed: { files: number; added: number; removed: number } | null;
}

export async function show(context: Context, _options: object, given: string): Promise<Result> {
  checkId(given);
  const dir = findWorkspace(context);
  const { stateHome } = await import('../../worker/state-home.js');
  const state = path.join(stateHome(context.env), readWorkspaceId(dir) ?? '');
  const root = rootNamed(given, dir, state);
  const planned = await requirementsOf(dir, state, root, { whole: true });
  const found = planned ?? withoutAny(dir, root);
  const tasks = await tasksOf(dir, context.env, found);
  const { table } = found;
  const items = readLineage(dir, headsInFiles(dir), root);
  const [silent, drafts] = [silentTasks(items, tasks), draftsOf(items, state, root)];
  const cost = costIn(dir, ({ lineage }) => lineage === root);
  const branch = branchHere(dir, state, root);
  const data = {
    root,
    state: found.state ?? '',
    ...counts(table),
    ...table,
    tasks: [...tasks.values()],
    drafts,
    silent,
    branch,
    cost,
  };
  const costs = cost === null ? [] : ['', `Cost so far: ${costText(cost)}`];
  const more = [...costs, ...branchLines(branch), ...draftLines(drafts), ...silentLines(silent)];
  const head = planned === null ? unplannedLines(dir, root, found) : linesOf(context, found, tasks);
  return { data, lines: [...head, ...more] };
}

/** Null: its work is done in the workspace, or nothing is on its branch. */
function branchHere(dir: string, state: string, root: string): BranchStory | null {
  const branch = readBranches(dir, state).find((one) => one.root === root);
  return branch === undefined ? null : branchStory(state, branch);
}

const withoutAny = (dir: string, root: string): RootRequirements => ({
  root,
  state: listTargets(dir).findLast((target) => target.root === root)?.state ?? null,
  table: { sources: [], rows: [], none: [], strays: [] },
  judged: null,
  states: new Map(),
});

/** A spec that nobody planned so far is named as what it is; what else is known of its root follows. */
function unplannedLines(dir: string, root: string, { state }: RootRequirements): string[] {
  const [place] = specsOf(dir).filter(({ id }) => id === root);
  const why =
    place?.state === 'queued' || place?.state === 'active'
      ? `its spec is ${place.state}, and was not planned so far`
      : 'none of its documents was planned since Millrace keeps them';
  return wrapped('', `${root}${state === null ? '' : ` (${state})`}: no requirements are known: ${why}.`);
}

const specsOf = (dir: string): Place[] => findPlaces(listFolders(dir), '').filter(({ family }) => family === 'spec');

interface SilentTask {
  id: string;
  state: string;
}

/** Tasks below the root that say of no requirement that they serve it: of these no row speaks. */
function silentTasks(below: readonly ItemView[], told: ReadonlyMap<string, ShownTask>): SilentTask[] {
  return below.flatMap(({ family, id, state }) => (family === 'task' && !told.has(id) ? [{ id, state }] : []));
}

const silentLines = (tasks: readonly SilentTask[]): string[] =>
  tasks.length === 0
    ? []
    : ['', 'Tasks without a requirement', ...wrapped('  ', tasks.map(({ id, state }) => `${id}, ${state}`).join('; '))];

/** Those that have no document any more are told by the record. */
type ShownDraft = Omit<DraftStand, 'state'> & { state: ItemState | null; blueprint: DraftStand['state'] };

function draftsOf(below: readonly ItemView[], state: string, root: string): ShownDraft[] {
  const documents = new Map(below.flatMap((item) => (item.family === DRAFT ? [[item.id, item.state] as const] : [])));
  const stands = new Map(draftStands(state, root).map((one) => [one.id, one]));
  return [...new Set([...documents.keys(), ...stands.keys()])].map((id) => {
    const { revisions, state: blueprint, task } = stands.get(id) ?? { revisions: 0, state: null, task: null };
    return { id, state: documents.get(id) ?? null, revisions, blueprint, task };
  });
}

const draftLines = (drafts: readonly ShownDraft[]): string[] =>
  drafts.length === 0 ? [] : ['', 'Drafts', ...drafts.flatMap((one) => wrapped('  ', draftText(one)))];

function draftText({ id, state, revisions, blueprint, task }: ShownDraft): string {
  const stands = standText({ id, revisions, state: blueprint, task });
  return `${id}, ${state ?? GONE}${stands === '' ? '' : `: ${stands}`}`;
}

const GONE = 'its document is gone';

/** Exit 4 when there is none; of an item it says where to look. A root may be nothing but a branch, or what its items name. */
function rootNamed(given: string, dir: string, state: string): string {
  const specs = specsOf(dir).map(({ id }) => id);
  const named = [...rootsWithRequirements(state), ...listTargets(dir).map(({ root }) => root)];
  const isNamed = (root: string): boolean => root.startsWith(given);
  const known = [...new Set([named, specs, rootsInTrees(state)].find((some) => some.some(isNamed)) ?? below(dir))];
  const exact = known.filter((root) => root === given);
  if (!known.some((root) => root.startsWith(given))) assertNoItem(given, dir);
  return theOne(
    'root',
    given,
    exact.length > 0 ? exact : known.filter((root) => root.startsWith(given)),
    (root) => root,
    () => [...named, ...specs],
  );
}

const rootsInTrees = (state: string): string[] => readTreeRuns(state).map(({ root }) => root);

/** Reads the beginning of every document. */
const below = (dir: string): string[] =>
  kinItems(dir, headsInFiles(dir))
    .map(({ root }) => root)
    .filter((root) => !isRootless(root));

/** Exit 4 where it is an item that is no root. */
function assertNoItem(given: string, dir: string): void {
  const found = findPlaces(listFolders(dir), given);
  const [place, ...others] = found.filter(({ family }) => family !== 'spec');
  if (place === undefined || others.length > 0) return;
  const root = rootOfItem(dir, place);
  const name = `${place.family} ${place.id}`;
  throw isRootless(root)
    ? notFound(`${name} is no root, and belongs to none.`, `\`millrace queue show ${place.id}\` shows it.`)
    : notFound(`${name} is no root; its root is ${root}.`, `\`millrace lineage show ${root}\` shows all of it.`);
}

async function tasksOf(
  dir: string,
  env: NodeJS.ProcessEnv,
  { table, states }: RootRequirements,
): Promise<Map<string, ShownTask>> {
  const { changesHere, changedFiles } = await import('../changes/here.js');
  const { place, stages } = await changesHere(dir, env);
  const ids = [...new Set([...table.rows.flatMap(({ tasks }) => tasks), ...table.strays.map(({ id }) => id)])];
  const changed = async (id: string): Promise<ShownTask['changed']> => {
    const mine = stretchesOf(stages.filter((one) => one.family === 'task' && one.id === id));
    const parts = await Promise.all(mine.map((stretch) => changedFiles(place, stretch))).catch(() => []);
    return parts.length === 0 ? null : summed(parts);
  };
  const shown = ids.map(async (id) => [id, { id, state: states.get(id) ?? null, changed: await changed(id) }] as const);
  return new Map(await Promise.all(shown));
}

function linesOf(
  context: Context,
  { root, state, table, judged }: RootRequirements,
  tasks: ReadonlyMap<string, ShownTask>,
): string[] {
  const criteria = new Map((judged?.criteria ?? []).map((one) => [one.id, one]));
  return [
    `${root}${state === null ? '' : ` (${state})`}: ${countsText(counts(table))}`,
    ...table.rows.flatMap((row) => ['', ...rowLines(context, table, row, tasks, criteria)]),
    ...(table.none.length === 0 ? [] : ['', 'No requirement']),
    ...table.none.flatMap(({ of, why }) => wrapped(`  ${shortly(of).padEnd(10)}`, why)),
    ...table.strays.map(({ id, serves }) => `HOLE: task ${id} says it serves ${serves.join(', ')}, which is none.`),
  ];
}

function rowLines(
  { paint }: Context,
  { sources }: RequirementTable,
  row: Row,
  tasks: ReadonlyMap<string, ShownTask>,
  criteria: ReadonlyMap<string, Criterion>,
): string[] {
  const line = (label: string, text: string): string[] => wrapped(`    ${label.padEnd(10)}`, text);
  const [head = '', ...rest] = wrapped(`${row.id.padEnd(4)}`, row.text);
  const from = row.id.startsWith('S') ? [] : sources.filter(({ id }) => row.sources.includes(id));
  return [
    ...[head, ...rest].map((one) => paint('bold', one)),
    ...from.flatMap(({ id, text }) => line('from', `${id}: ${text}`)),
    ...row.tasks.flatMap((id) => line('task', taskText(tasks.get(id), id))),
    ...(row.without === null ? [] : line('no task', row.without)),
    ...row.criteria.flatMap(({ id, status }) =>
      line('criterion', `${id}, ${status ?? 'without a status'}: ${criteria.get(id)?.text ?? ''}`),
    ),
    ...(row.verdict === null ? [] : line('verdict', row.verdict)),
    ...row.holes.flatMap((hole) => line('HOLE', hole)).map((one) => paint('red', one)),
  ];
}

function taskText(task: ShownTask | undefined, id: string): string {
  const changed = task === undefined || task.changed === null ? '' : `, ${changedWords(task.changed)}`;
  return `${id}, ${task?.state ?? GONE}${changed}`;
}
