// `open`: the page of the workspace, or of the lineage of an item or a run, in Temporal's Web UI. The address is said; on a desktop it is opened.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ServerDecision } from '../../worker/server/choose.js';
import { FAMILIES } from '../../core/contracts/families.js';
import { LEARNING, lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { kinOf } from '../../core/documents/kin.js';
import { own } from '../../core/own.js';
import { readPiece, shown } from '../../read/files.js';
import { findPlaces, listFolders, type Place } from '../../read/folders.js';
import { readWorkspaceId } from '../../read/identity.js';
import { listRuns } from '../../read/runs.js';
import { readStages } from '../../read/stages.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkId, theOne } from '../ids.js';
import { isTerminal } from '../output.js';
import { runsFitting } from '../tail/target.js';

/** A document may be longer; its fields stand at its beginning. */
const HEAD_BYTES = 4096;

export async function open(context: Context, options: { print?: boolean }, given?: string): Promise<Result> {
  const dir = findWorkspace(context);
  const id = readWorkspaceId(dir);
  if (id === null) throw notFound(`${dir} has no workspace id yet.`, '`millrace run` gives it one.');
  const lineage = given === undefined ? null : lineageOf(dir, given);
  const workflow = lineage === null ? workspaceWorkflowId(id) : lineageWorkflowId(id, lineage);
  const { ui, namespace, address } = await webUi(context, dir, id);
  if (ui === null) throw noUi(address, namespace, workflow);
  const { pageOf } = await import('../../worker/server/page.js');
  const url = pageOf(ui, namespace, workflow);
  const opened = options.print !== true && !context.json && isDesktop(context.env) && (await openedThere(url));
  return { data: { url, workflow, namespace, opened }, lines: [url] };
}

/** Of an item, or of that which a run worked on. Exit 2 or 4 where it cannot be told. */
function lineageOf(dir: string, given: string): string {
  checkId(given);
  const items = findPlaces(listFolders(dir), given);
  const isExact = items.some(({ id }) => id === given);
  const runs = isExact ? [] : runsFitting(listRuns(dir), given);
  const named = [
    ...items.map((item) => ({ name: `${item.family}/${item.id}`, item })),
    ...runs.map(({ runId }) => ({ name: `run ${runId}`, item: itemOfRun(dir, runId) })),
  ];
  const { name, item } = theOne('item', given, named, (one) => one.name);
  if (item === null)
    throw notFound(`What ${name} worked on is not known any more.`, '`millrace open` shows the workspace.');
  if (own(FAMILIES, item.family)?.plane === 'learning') return LEARNING;
  return kinOf(item.family, item.id, readPiece(shown(dir, item.path), { first: HEAD_BYTES })?.text ?? '').root;
}

function itemOfRun(dir: string, run: string): Place | null {
  const [family, id] = readStages(dir, run, 1)[0]?.item.split('/') ?? [];
  const found = id === undefined ? [] : findPlaces(listFolders(dir), id);
  return found.find((place) => place.family === family && place.id === id) ?? null;
}

interface WebUi {
  /** Null where nobody said where it is. */
  ui: string | null;
  namespace: string;
  address: string;
}

/** Exit 6 where the embedded server does not run. */
async function webUi(context: Context, dir: string, id: string): Promise<WebUi> {
  const [{ decideAccepted }, { stateHome }] = await Promise.all([
    import('../../worker/ground/server.js'),
    import('../../worker/state-home.js'),
  ]);
  const home = stateHome(context.env);
  const decision = decideAccepted({ dirs: { workspace: dir, state: join(home, id) } }, context.env);
  return decision.kind === 'external' ? external(decision) : embedded(home);
}

const external = ({ address, namespace, uiUrl }: Extract<ServerDecision, { kind: 'external' }>): WebUi => ({
  ...{ ui: uiUrl ?? null, namespace, address },
});

async function embedded(home: string): Promise<WebUi> {
  const [{ findRunning }, { NAMESPACE }, { NoServerError }] = await Promise.all([
    import('../../worker/server/record.js'),
    import('../../worker/server/flags.js'),
    import('../../worker/commands.js'),
  ]);
  const server = findRunning(home);
  if (server === null) throw new NoServerError();
  const { ip, port, uiPort } = server;
  return { ui: `http://${ip}:${uiPort}`, namespace: NAMESPACE, address: `${ip}:${port}` };
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
