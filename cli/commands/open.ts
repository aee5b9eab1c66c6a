// `open`: the page of the workspace, or of the lineage of an item or a run, in Temporal's Web UI. The address is said; on a desktop it is opened.
import { spawn } from 'node:child_process';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { lineageOf, webUi } from '../open/where.js';
import { isTerminal } from '../output.js';

export async function open(context: Context, options: { print?: boolean }, given?: string): Promise<Result> {
  const dir = findWorkspace(context);
  const id = readWorkspaceId(dir);
  if (id === null) throw notFound(`${dir} has no workspace id yet.`, '`millrace run` gives it one.');
  const lineage = given === undefined ? null : lineageOf(dir, given);
  const workflow = lineage === null ? workspaceWorkflowId(id) : lineageWorkflowId(id, lineage);
  const { ui, namespace, address } = await webUi(context.env, dir, id);
  if (ui === null) throw noUi(address, namespace, workflow);
  const { pageOf } = await import('../../worker/server/page.js');
  const url = pageOf(ui, namespace, workflow);
  const opened = options.print !== true && !context.json && isDesktop(context.env) && (await openedThere(url));
  return { data: { url, workflow, namespace, opened }, lines: [url] };
}

const noUi = (address: string, namespace: string, workflow: string): CliError =>
  new CliError({
    ...{ exit: EXIT.notFound, code: 'no_web_ui' },
    message: `Where the Web UI of the server at ${address} is, nobody has said. The workflow is ${workflow}, in the namespace ${namespace}.`,
    hint: 'Set [temporal] ui_address in millrace.toml, to "http://127.0.0.1:8233" for example.',
  });

/** Somebody sits at a terminal of this machine's own screen. */
const isDesktop = (env: NodeJS.ProcessEnv): boolean =>
  isTerminal('stdout') &&
  !env['SSH_CONNECTION'] &&
  (process.platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']));

/** False where there is no program for that. */
function openedThere(url: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false)).once('spawn', () => resolve(true));
    child.unref();
  });
}
