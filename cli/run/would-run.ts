// What a run would begin with, for `run --dry-run`: its plan, its server and its queue. Nothing is started.
import { listFolders } from '../../read/folders.js';
import { readHeads } from '../../read/heads.js';
import { readLine } from '../../read/line.js';
import { readSnapshot } from '../../read/snapshot.js';
import type { GoodPlan } from '../compile.js';
import type { Context, Result } from '../context.js';

/** What agents then make of the work nobody can say. */
export async function wouldRun({ env }: Context, dir: string, { named }: GoodPlan): Promise<Result> {
  const [{ runningServer, NoServerError }, { workspacePlace }] = await Promise.all([
    import('../../worker/commands.js'),
    import('../../worker/place.js'),
  ]);
  const place = await workspacePlace(dir);
  const server = await runningServer(place, { timeoutMs: 0, say: () => undefined }).then(
    ({ address }) => `The Temporal server at ${address} is used.`,
    (error: unknown) => {
      if (error instanceof NoServerError) return 'A Temporal server is started.';
      throw error;
    },
  );
  const folders = listFolders(dir);
  const active = folders
    .filter(({ state }) => state === 'active')
    .flatMap(({ family, ids }) => ids.map((id) => ({ family, id })));
  const items = [...active, ...readLine(folders, readSnapshot(dir)).inOrder(readHeads(dir))];
  const first = items.slice(0, 3).map(({ family, id }) => `${family}/${id}`);
  const queue =
    items.length === 0 ? 'Nothing is in the queue.' : `${items.length} in the queue, first ${first.join(', ')}.`;
  const agents = env['MILLRACE_SCRIPT'] ? 'Agents are played from MILLRACE_SCRIPT.' : 'Agents are started for them.';
  return {
    data: { plan: named.id, mode: named.plan.mode, queued: items.map(({ family, id }) => ({ family, id })) },
    lines: [`The plan ${named.id} compiles.`, server, queue, ...(items.length === 0 ? [] : [agents])],
  };
}
