// `tui`: the terminal screen. Here is only who asks, for which workspaces, and whether there is a terminal.
import { resolve } from 'node:path';
import { loadScreen } from '../apart.js';
import { type Context, findWorkspace, keyWords, type Result } from '../context.js';
import { misused } from '../errors.js';
import { isTerminal } from '../output.js';

interface Options {
  /** Every `--workspace` that was said, in order. */
  named: readonly string[];
  debug: boolean;
}

export async function tui(context: Context, { named, debug }: Options): Promise<Result> {
  const all =
    named.length === 0 ? [context] : named.map((folder) => ({ ...context, given: resolve(context.cwd, folder) }));
  const [first = findWorkspace(context), ...others] = new Set(all.map(findWorkspace));
  assertTerminal(context);
  const { stateHome } = await import('../../worker/state-home.js');
  const { openScreen } = await loadScreen();
  await openScreen({
    dirs: [first, ...others],
    home: stateHome(context.env),
    identity: ['--as', context.issuer, ...keyWords(context)],
    debug,
    isPlain: context.paint('bold', '') === '',
  });
  return { data: null, lines: [], said: true };
}

function assertTerminal({ json }: Context): void {
  if (!json && isTerminal('stdout') && process.stdin.isTTY) return;
  throw misused(
    json ? 'A screen is no JSON.' : 'There is no terminal here to show a screen on.',
    '`millrace status` says the same once, `millrace report --json` to a program, `millrace events --follow` as it comes.',
  );
}
