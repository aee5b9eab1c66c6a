// `serve`: the dashboard, for the browser of this machine, until Ctrl-C.
import { resolve } from 'node:path';
import type { Named } from '../../web/serve/main.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { putJson } from '../output.js';
import { inert } from '../render/inert.js';
import { elsewhereOf } from '../serve/elsewhere.js';
import { dashboardToken } from '../serve/token.js';
import { openFree, portIn } from '../serve/port.js';
import { leaving } from '../tail/leaving.js';

interface Options {
  /** Every `--workspace` that was said, in order. */
  named: readonly string[];
  all?: boolean;
  port?: string;
  newToken?: boolean;
}

/** Exit 3 where nothing that was named is a workspace, 1 where the port is taken. */
export async function serve(
  context: Context,
  { named, all = false, port: said, newToken = false }: Options,
): Promise<Result> {
  const list = await listed(context, named, all);
  const port = said === undefined ? null : portIn(said);
  const { stateHome } = await import('../../worker/state-home.js');
  const home = stateHome(context.env);
  const token = await dashboardToken(home, newToken).catch((error: unknown) => {
    throw failed(
      'not_written',
      `The token of the dashboard cannot be kept in ${home}: ${String(error)}.`,
      'Mend the rights of that folder.',
    );
  });
  const elsewhere = elsewhereOf(() => list()[0]?.dir ?? null, context.env);
  const { openDashboard } = await import('../../web/serve/main.js');
  const opened = await openFree(port, (one) =>
    openDashboard({ named: list, env: context.env, home, token, port: one, ...(all && { elsewhere }) }),
  );
  const ended = over(leaving());
  if (context.json) putJson({ ok: true, data: { url: opened.url, port: opened.port, workspaces: list().length } });
  context.say(`The dashboard: ${opened.url}`);
  context.note(
    'It only looks, and answers to this machine alone. Whoever has this address can read all that it shows. Ctrl-C ends it.',
  );
  await ended;
  await opened.close();
  return { data: null, lines: [], said: true };
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What is shown, looked up each time it is asked for. */
async function listed(context: Context, named: readonly string[], all: boolean): Promise<() => Named[]> {
  if (all && named.length > 0) throw misused('--all and --workspace exclude each other.', 'Leave one of them out.');
  if (!all) {
    const some = foldersOf(context, named).map((dir) => ({ dir, id: null }));
    return () => some;
  }
  const [{ stateHome }, { knownWorkspaces }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/machine.js'),
  ]);
  return () => knownWorkspaces(stateHome(context.env)).map(({ folder, id }) => ({ dir: folder, id }));
}

/** One that is no workspace is shown as such beside others; alone it is a mistake. */
function foldersOf(context: Context, named: readonly string[]): string[] {
  if (named.length <= 1) return [findWorkspace(context)];
  const found = named.map((folder) => foundOr({ ...context, given: resolve(context.cwd, folder) }));
  const isAny = found.some(({ isThere }) => isThere);
  for (const { dir } of found.filter(({ isThere }) => isAny && !isThere))
    context.note(`${inert(dir)} is no workspace, and is shown as one that is not there: \`millrace init\` makes one.`);
  if (isAny) return [...new Set(found.map(({ dir }) => dir))];
  throw new CliError({
    ...{ exit: EXIT.noWorkspace, code: 'no_workspace', message: `None of these is a workspace: ${named.join(', ')}.` },
    hint: 'Run `millrace init` there first.',
  });
}

function foundOr(context: Context): { dir: string; isThere: boolean } {
  try {
    return { dir: findWorkspace(context), isThere: true };
  } catch {
    return { dir: context.given ?? context.cwd, isThere: false };
  }
}
