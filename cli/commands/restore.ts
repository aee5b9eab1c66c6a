// `restore`: writes files of the record back into the work tree. What is in no record would be lost, so it is refused without --force.
import { type AskedDiff, type DiffTarget, diffTarget } from '../changes/target.js';
import { changesHere, orUnread } from '../changes/here.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import type { Restored } from '../../checkpoints/restore.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { listed, restInJson } from '../render/listed.js';
import { confirmed, canAsk } from '../trust/ask.js';
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
  const target = diffTarget(stages, id, options, null);
  const tree = treeOf(target, which);
  const when = which === 'before' ? `before ${target.name} began` : `when ${target.name} had ended`;
  await assertWanted(context, options, `${counted(paths.length, 'path')} as ${when}`);
  const { restoreFiles } = await import('../../checkpoints/restore.js');
  const restored = await orUnread(() => restoreFiles(place, tree, paths, { force: options.force === true }));
  if (restored.refused.length > 0) throw refusal(restored);
  const lines = [
    ...restored.written.map((one) => `restored ${one}`),
    ...restored.same.map((one) => `was so already: ${one}`),
  ];
  return { data: { tree, ...restored }, lines: listed(lines, 50, restInJson) };
}

const refusal = ({ refused }: Restored): CliError =>
  new CliError({
    ...{ exit: EXIT.failed, code: 'not_restored', message: 'Nothing was written.' },
    below: refused.map(({ path, why }) => `${path} ${why}`),
    problems: refused,
  });

function whichOf({ before, after }: Options): 'before' | 'after' {
  if (before !== after) return before === true ? 'before' : 'after';
  throw misused('--before or --after has to be said, and one of them only.', 'For example: --before -- src/slug.js');
}

/** An agent at work would get files changed under its hands. */
function assertNobodyWorks(dir: string, { force }: Options): void {
  const run = readSnapshot(dir)?.runs.find(({ state }) => state === 'running');
  if (force === true || run === undefined) return;
  const message = `${run.node} of ${run.family}/${run.id} is at work in this tree: its record would count the restored files as its own.`;
  const hint = '`millrace pause` holds the work after this stage, then the same again; or --force.';
  throw new CliError({ exit: EXIT.conflict, code: 'at_work', message, hint });
}

function treeOf({ name, stretches }: DiffTarget, which: 'before' | 'after'): string {
  const tree = which === 'before' ? stretches[0]?.before : stretches.at(-1)?.after;
  if (tree !== undefined) return tree;
  throw notFound(`How the tree was ${which} ${name} is not known.`, '`millrace diff` shows what is known.');
}

async function assertWanted(context: Context, { yes }: Options, what: string): Promise<void> {
  if (yes === true) return;
  if (!canAsk(context))
    throw new CliError({
      ...{ exit: EXIT.failed, code: 'not_confirmed', message: `Nothing was written: ${what} would be restored.` },
      hint: 'Nobody can be asked here: say --yes.',
    });
  if (!(await confirmed(`Restore ${what}?`)))
    throw new CliError({ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was written.' });
}
