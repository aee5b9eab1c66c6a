// What the agent of a stage may not do with our commands: operate the work that it is part of. It looks as it likes; what it wants done it
// says in its report, and the runtime or an operator decides. Other workspaces, such as those of tests that it runs, are no concern of ours.
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { isSafeId } from '../core/contracts/ids.js';
import { type Context, findWorkspace } from './context.js';
import { CliError } from './errors.js';
import { EXIT } from './exit.js';
import { lookThere } from './look.js';

/** Whether this process belongs to a stage of any workspace: then it decides on no ground, no skill and no notification. */
export async function isAgents(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { requestAround } = await import('../agents/marked.js');
  return requestAround(env) !== null;
}

/** Exit 5 for a command that changes something, called by the agent of a stage which this state home or this workspace runs. */
export async function assertNoStage(context: Context): Promise<void> {
  if (context.asked.effect === 'looks' || context.dryRun) return;
  const { requestAround } = await import('../agents/marked.js');
  const request = requestAround(context.env);
  if (request !== null && isSafeId(request) && (await runsHere(context, request))) throw notYours(request);
}

async function runsHere(context: Context, request: string): Promise<boolean> {
  const [{ stateHome }, { namesIn }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../read/files.js'),
  ]);
  const home = stateHome(context.env);
  const isKnown = (id: string): boolean => lookThere(join(home, id, statePaths.journal(request))) !== undefined;
  return namesIn(home).some(isKnown) || (await isShownHere(context, request));
}

/** Also where this process was given another state home than the worker has. */
async function isShownHere(context: Context, request: string): Promise<boolean> {
  try {
    const { readSnapshot } = await import('../read/snapshot.js');
    return readSnapshot(findWorkspace(context))?.runs.some(({ requestId }) => requestId === request) ?? false;
  } catch {
    return false;
  }
}

const notYours = (request: string): CliError =>
  new CliError({
    exit: EXIT.conflict,
    code: 'not_an_operator',
    message: `This process belongs to the agent of a stage (${request}), and agents do not operate the work that they are part of: nothing was changed.`,
    hint: 'Say in the report of the stage what is needed; an operator does it outside of a stage. What only looks, and `--dry-run`, can be used here.',
  });
