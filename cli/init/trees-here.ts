// Where agents edit in a workspace, why, and how to have it otherwise: in a few words for whoever made it.
import { basename, join } from 'node:path';
import { TREE_DEFAULTS, type TreeSettings } from '../../core/contracts/trees.js';
import type { Fitness } from '../../trees/fit.js';

type Unfit = Extract<Fitness, { kind: 'in_place' }>;
/** `notes`: sentences, what is other in a tree than in the workspace. */
type Found = Pick<Extract<Fitness, { kind: 'fits' }>, 'kind' | 'notes'> | Unfit;

export interface TreesHere extends Pick<TreeSettings, 'mode'> {
  /** Of the branches; absent = the usual one. */
  prefix?: string;
  /** For people. */
  text: string;
}

interface Place {
  workspace: string;
  /** '' = it has none yet. */
  id: string;
  env: NodeJS.ProcessEnv;
}

/**
 * For a new workspace. `asked`: with `--trees`; else trees are chosen where nothing in them is other than in the workspace. Never throws, and
 * writes nothing.
 */
export async function treesHere(place: Place, asked: string | undefined): Promise<TreesHere> {
  const { prefix, found } = await freePrefix(place);
  const other = prefix === TREE_DEFAULTS.prefix ? {} : { prefix };
  // The name of its branches alone is no reason against it.
  const isSame = found.kind === 'fits' && found.notes.length === Object.keys(other).length;
  const mode = asked === 'per_root' || (asked === undefined && isSame) ? 'per_root' : 'in_place';
  const here = asked === undefined ? `${IN_PLACE}: in trees something would be other than here.` : undefined;
  return { mode, ...other, text: treesText({ mode, prefix }, found, here) };
}

/** Where the usual one is taken, one that names the folder. */
async function freePrefix(place: Place): Promise<{ prefix: string; found: Found }> {
  const { prefix: usual } = TREE_DEFAULTS;
  const first = await foundHere(place, usual);
  if (first.kind === 'fits' || first.isPrefix !== true) return { prefix: usual, found: first };
  const folder = basename(place.workspace).replace(/[^A-Za-z0-9_-]+/g, '-');
  for (const prefix of [folder, place.id].filter(Boolean).map((one) => `${usual}-${one}`)) {
    const { kind, ...found } = await foundHere(place, prefix);
    if (kind !== 'fits' || !('notes' in found)) continue;
    return { prefix, found: { kind, notes: [`${first.why} So those here begin with ${prefix}/.`, ...found.notes] } };
  }
  return { prefix: usual, found: first };
}

/** From now on the branches are this workspace's. What keeps them from it is said when a root begins. */
export async function claimHere({ workspace, id, env }: Place, prefix: string = TREE_DEFAULTS.prefix): Promise<void> {
  const [{ stateHome }, { claimPrefix }, { repositoryOf }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../trees/owner.js'),
    import('../../trees/repository.js'),
  ]);
  const place = { dirs: { workspace, state: join(stateHome(env), id) }, workspace: id, prefix, env };
  try {
    const repository = repositoryOf(place);
    if (repository !== null) claimPrefix(place, repository);
  } catch {
    // A repository that cannot be written has no trees yet.
  }
}

/** Never throws: what git does not tell keeps trees away. */
export async function foundHere({ workspace, id, env }: Place, prefix: string): Promise<Found> {
  const [{ stateHome }, { fit }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../trees/fit.js'),
  ]);
  const dirs = { workspace, state: join(stateHome(env), id) };
  try {
    return await fit({ dirs, workspace: id, prefix, env });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      kind: 'in_place',
      why: `git cannot read the repository: ${why}.`,
      todo: 'See what `git status` says there.',
    };
  }
}

const IN_PLACE = 'Agents work in this folder';

/** `mode`, `prefix`: as the configuration has them. `here`: that they work in the folder though trees fit, and why where that is known. */
export function treesText(
  { mode, prefix }: Pick<TreeSettings, 'mode' | 'prefix'>,
  found: Found,
  here = `${IN_PLACE}.`,
): string {
  const tree = `a tree and on a branch ${prefix}/ROOT of its own`;
  if (mode === 'per_root') return perRootText(tree, found);
  if (found.kind === 'fits')
    return [here, ...found.notes, `${setTo('per_root')} lets each root work in ${tree}.`].join(' ');
  return `${IN_PLACE}, not in trees: ${found.why} ${found.todo} Later: ${setTo('per_root')}.`;
}

function perRootText(tree: string, found: Found): string {
  if (found.kind === 'in_place')
    return `Roots will work in the workspace, one at a time, until trees fit it: ${found.why} ${found.todo}`;
  const what = `Each root works in ${tree}; your checkout stays as it is.`;
  return [what, ...found.notes, `${setTo('in_place')} lets agents work in this folder.`].join(' ');
}

const setTo = (mode: TreeSettings['mode']): string => `\`millrace config set trees.mode ${mode}\``;
