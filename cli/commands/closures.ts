// `closures ls|judge`: the roots that are judged before they close.
import { randomUUID } from 'node:crypto';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { listTargets } from '../../read/targets.js';
import { moreRows, ROWS } from '../render/listed.js';
import { table } from '../render/table.js';
import { told } from './control.js';

const HEADERS = ['ROOT', 'STATE', 'GAPS', 'SINCE', 'WHY'];

export function list(context: Context, options: { all?: boolean; limit?: number }): Promise<Result> {
  const all = listTargets(findWorkspace(context));
  const found = options.all === true ? all : all.filter(({ state }) => state === 'open' || state === 'parked');
  const rows = found.slice(0, options.limit ?? (context.json ? Infinity : ROWS));
  const lines = rows.map(({ root, state, rounds, openedAt, closedAt, reason }) => {
    return [root, state, String(rounds), closedAt ?? openedAt, reason ?? ''];
  });
  const again = `closures ls${options.all === true ? ' --all' : ''} --limit all`;
  const more = moreRows(found.length - rows.length, again);
  const none = all.length === 0 ? 'No root was claimed yet.' : 'No root is open; --all shows those that are closed.';
  return Promise.resolve({ data: rows, lines: rows.length === 0 ? [none] : [...table(lines, HEADERS), ...more] });
}

export async function judge(context: Context, options: { reason: string }, root: string): Promise<Result> {
  const { dir } = await identify(context);
  const args = { commandId: randomUUID(), issuer: context.issuer, reason: options.reason, root };
  return told(context, dir, { name: 'judge', args });
}
