// `closures ls|judge`: the roots that are judged before they close.
import { randomUUID } from 'node:crypto';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { listTargets } from '../read/targets.js';
import { inert } from '../render/inert.js';
import { table } from '../render/table.js';
import { told } from './control.js';

const HEADERS = ['ROOT', 'STATE', 'GAPS', 'SINCE', 'WHY'];

export function list(context: Context, options: { all?: boolean }): Promise<Result> {
  const all = listTargets(findWorkspace(context));
  const rows = options.all === true ? all : all.filter(({ state }) => state === 'open' || state === 'parked');
  const lines = rows.map(({ root, state, rounds, openedAt, closedAt, reason }) => {
    return [inert(root), state, String(rounds), closedAt ?? openedAt, inert(reason ?? '')];
  });
  const none = all.length === 0 ? 'No root was claimed yet.' : 'No root is open; --all shows those that are closed.';
  return Promise.resolve({ data: rows, lines: rows.length === 0 ? [none] : table(lines, HEADERS) });
}

export async function judge(context: Context, options: { reason: string }, root: string): Promise<Result> {
  const { dir } = await identify(context);
  const args = { commandId: randomUUID(), issuer: context.issuer, reason: options.reason, root };
  return told(context, dir, { name: 'judge', args });
}
