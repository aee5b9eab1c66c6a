// What a command says where nobody serves the workspace: its server takes the command, and nothing goes on before a worker runs.
import { join } from 'node:path';
import type { CommandName } from '../core/contracts/command-table.js';
import { readWorkspaceId } from '../read/identity.js';
import type { Context, Result } from './context.js';
import { inert } from './render/inert.js';

/** After these something is to run. */
const STARTING: readonly CommandName[] = ['enqueue', 'requeue', 'retry_active', 'approve', 'deny', 'resume', 'judge'];

const NO_WORKER = 'No worker runs: `millrace run` or `millrace up`';

/** Says in a line that no worker runs, where work was asked for. */
export async function noteNoWorker(context: Context, dir: string, name: CommandName): Promise<void> {
  if (context.dryRun || !STARTING.includes(name) || (await agentsUnserved(context, dir)) === null) return;
  context.note(`${NO_WORKER} goes on with the work.`);
}

/** What the workspace answered to `stop`; where nobody serves it, that there is nobody to stop. */
export async function stopText(context: Context, dir: string, result: Result): Promise<Result> {
  const agents = await agentsUnserved(context, dir);
  if (agents === null) return result;
  const rest =
    agents.length === 0 ? [] : [`Agents work on: ${agents.join(', ')}. The next worker takes up what they leave.`];
  return { ...result, lines: ['No worker runs: nobody is to be stopped.', ...rest] };
}

/** The stages whose agents work on; null where a worker serves, or where it cannot be known. */
async function agentsUnserved({ env }: Context, dir: string): Promise<string[] | null> {
  const id = readWorkspaceId(dir);
  if (id === null || process.platform !== 'linux') return null;
  const [{ stateHome }, { workersOf }, { runningRequests }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../worker/staying/workers.js'),
    import('../agents/running.js'),
  ]);
  const state = join(stateHome(env), id);
  if (workersOf(state).length > 0) return null;
  return runningRequests(state).map(({ request: { node, item } }) => inert(`${node} of ${item.family}/${item.id}`));
}
