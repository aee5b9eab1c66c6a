// `restore`: writes files of the record back into the work tree. What is in no record would be lost, so it is refused without --force.
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type AskedDiff, type DiffTarget, diffTarget } from '../changes/target.js';
import { changesHere, orUnread } from '../changes/here.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import type { RestorePlan, RestoreTrees } from '../../checkpoints/restore-plan.js';
import { CliError, failed, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { listed, restInJson } from '../render/listed.js';
import { allIds, listFolders } from '../../read/folders.js';
import { readWorkspaceId } from '../../read/identity.js';
import { stateDirOf } from '../trust/standing.js';
import { assertWanted } from '../trust/wanted.js';
import { readSnapshot } from '../../read/snapshot.js';

interface Options extends AskedDiff {
  before?: boolean;
  after?: boolean;
  force?: boolean;
  yes?: boolean;
}

export async function restore(context: Context, options: Options, id: string, ...paths: string[]): Promise<Result> {
  const which = whichOf(options);
  if (paths.includes('')) throw misused('A path is empty.', 'For all files say `.`.');
  const dir = findWorkspace(context);
  const { place, stages } = await changesHere(dir, context.env);
  assertNobodyWorks(dir, options);
  const target = diffTarget(stages, id, { ...options, known: () => allIds(listFolders(dir)) }, null);
  const trees = treesOf(target, which);
  const when = which === 'before' ? `before ${target.name} began` : `when ${target.name} had ended`;
  const { planRestore } = await import('../../checkpoints/restore-plan.js');
  const asked = paths.map((one) => inWorkspace(dir, context.cwd, one));
  const plan = await orUnread(() => planRestore(place, trees, asked, { force: options.force === true }));
  if (plan.refused.length > 0) throw refusal(plan);
  if (plan.write.length + plan.remove.length > 0)
    await assertWanted(context, options.yes, `${what(plan)}, as it was ${when}`);
  if (!context.dryRun) {
    await onRecord(context, dir, { id, when, plan });
    const { carryOut } = await import('../../checkpoints/restore.js');
    await orUnread(() => carryOut(place, trees.tree, plan));
  }
  return restored(trees.tree, plan, (await import('../../checkpoints/paths.js')).shownPath);
}

/** Files that a person wants back may be what an agent's work is judged by. */
async function onRecord(
  context: Context,
  dir: string,
  { id, when, plan }: { id: string; when: string; plan: RestorePlan },
): Promise<void> {
  const workspace = readWorkspaceId(dir);
  if (workspace === null) return;
  const { recordLocally } = await import('../../disk/audit/local.js');
  const args = { id, to: when, written: plan.write.length, removed: plan.remove.length };
  const state = await stateDirOf(workspace, context.env);
  await recordLocally(state, { command: 'restore', args, issuer: context.issuer });
}

/** A path as the record has it: whoever stands in a folder of the workspace means what lies there, as with git. */
function inWorkspace(dir: string, cwd: string, given: string): string {
  const isOutside = (one: string): boolean => one === '..' || one.startsWith(`..${sep}`) || isAbsolute(one);
  if (isOutside(relative(dir, cwd))) return given;
  const found = relative(dir, resolve(cwd, given));
  return isOutside(found) ? given : found || '.';
}

/** Exit 1 where something of a folder could not be restored. */
function restored(tree: string, plan: RestorePlan, shown: (bytes: string) => string): Result {
  const [written, removed, same] = [plan.write.map(shown), plan.remove.map(shown), plan.same.map(shown)];
  const lines = [
    ...plan.left.map(({ path, why }) => `not restored: ${path} ${why}`),
    ...written.map((one) => `restored ${one}`),
    ...removed.map((one) => `removed ${one}`),
    ...same.map((one) => `was so already: ${one}`),
  ];
  return {
    data: { tree, written, removed, same, left: plan.left },
    lines: listed(lines, 50, restInJson),
    ...(plan.left.length > 0 && { exit: EXIT.failed }),
  };
}

/** `write 3 files and remove 1` */
function what({ write, remove }: RestorePlan): string {
  if (remove.length === 0) return `write ${counted(write.length, 'file')}`;
  return write.length === 0
    ? `remove ${counted(remove.length, 'file')}`
    : `write ${counted(write.length, 'file')} and remove ${remove.length}`;
}

const refusal = ({ refused }: RestorePlan): CliError =>
  new CliError({
    ...{ exit: EXIT.failed, code: 'not_restored', message: 'Nothing was written.' },
    below: refused.map(({ path, why }) => `${path} ${why}`),
    problems: refused,
  });

function whichOf({ before, after }: Options): 'before' | 'after' {
  if (before !== after) return before === true ? 'before' : 'after';
  throw misused(
    '--before or --after has to be said, and one of them only.',
    'For example: `millrace restore ID --before -- src/slug.js`',
  );
}

/** An agent at work would get files changed under its hands. */
function assertNobodyWorks(dir: string, { force }: Options): void {
  const run = readSnapshot(dir)?.runs.find(({ state }) => state === 'running');
  if (force === true || run === undefined) return;
  const message = `${run.node} of ${run.family}/${run.id} is at work in this tree: its record would count the restored files as its own.`;
  const hint = '`millrace pause` holds the work after this stage, then the same again; or --force.';
  throw new CliError({ exit: EXIT.conflict, code: 'at_work', message, hint });
}

function treesOf({ name, stretches }: DiffTarget, which: 'before' | 'after'): RestoreTrees {
  const branch = stretches.flatMap(({ stages }) => stages).find(({ tree }) => tree !== undefined)?.tree;
  if (branch !== undefined)
    throw failed(
      'in_a_tree',
      `${name} worked in a tree of its own, and not in the workspace: no file of the workspace was changed by it.`,
      `Its work is on the branch ${branch}: \`git restore --source ${branch} -- FILE\` takes a file from there.`,
    );
  const [before, after] = [stretches[0]?.before, stretches.at(-1)?.after];
  const [tree, other] = which === 'before' ? [before, after] : [after, before];
  if (tree !== undefined && other !== undefined) return { tree, other };
  throw notFound(`How the tree was ${which} ${name} is not known.`, '`millrace diff` shows what is known.');
}
