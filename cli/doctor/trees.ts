// Where agents edit here: whether roots can have trees of their own, and what there is of them.
import { join } from 'node:path';
import { foundHere, treesText } from '../init/trees-here.js';
import type { Config } from '../../core/plan/sources/config.js';
import { readBranches } from '../../read/branches.js';
import { mixedNotes } from '../../read/mixed.js';
import { readTreesRoom, roomNotes } from '../../disk/store/trees-room.js';
import type { TreesPlace } from '../../trees/place.js';
import { type Finding, ok, warning } from './finding.js';

/** `id`: of the workspace. */
export async function lookAtTrees(
  dir: string,
  id: string,
  { trees }: Pick<Config, 'trees'>,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { stateHome } = await import('../../worker/state-home.js');
  const dirs = { workspace: dir, state: join(stateHome(env), id) };
  const mixed = mixedNotes(dir, dirs.state, readBranches(dir, dirs.state)).map((note) => ok('trees_mixed', note));
  const large = roomNotes(readTreesRoom(dirs.state)).map((note) => warning('trees_large', note, { remedy: LARGE }));
  const fits = await fitness(dirs, { id, trees, env });
  return [...fits, ...mixed, ...(await oddTrees({ dirs, workspace: id, prefix: trees.prefix, env })), ...large];
}

/** Of branches that somebody needs still: those whose tree, or which themselves, are not as they should be. */
async function oddTrees(place: TreesPlace): Promise<Finding[]> {
  const { dirs } = place;
  const wanted = readBranches(dirs.workspace, dirs.state).flatMap((one) => (one.state === 'taken' ? [] : [one.root]));
  if (wanted.length === 0) return [];
  const { showTrees } = await import('../../trees/show.js');
  const shown = await showTrees(place).catch(() => []);
  return shown
    .filter(({ record, tip, state }) => wanted.includes(record.root) && (state === 'odd' || tip === null))
    .filter(({ record }) => record.laying === undefined)
    .map(({ record: { root, branch }, why = 'its branch is gone' }) =>
      warning('tree_odd', `the tree of ${root}: ${why}`, { where: branch, remedy: oddRemedy(root) }),
    );
}

const oddRemedy = (root: string): string =>
  `\`millrace trees repair ${root}\` puts it right; if its branch was taken: \`millrace deliver ${root} --done\`.`;

const LARGE = '`millrace trees ls` shows how much each takes, `millrace trees remove` lets go of one.';

async function fitness(
  { workspace }: { workspace: string },
  { id, trees, env }: Pick<Config, 'trees'> & { id: string; env: NodeJS.ProcessEnv },
): Promise<Finding[]> {
  const found = await foundHere({ workspace, id, env }, trees.prefix);
  if (trees.mode === 'in_place') return [ok('trees_in_place', treesText(trees, found))];
  if (found.kind === 'in_place')
    return [warning('trees_unfit', `roots work in the workspace, one at a time: ${found.why}`, { remedy: found.todo })];
  const what = `each root gets a tree and a branch ${trees.prefix}/ROOT; ${atWork(trees.lanes)}`;
  return [ok('trees', what), ...found.notes.map((note) => ok('trees_note', note))];
}

const atWork = (lanes: number): string =>
  lanes === 1 ? 'one at work at a time (`trees.lanes`)' : `up to ${lanes} at work side by side`;
