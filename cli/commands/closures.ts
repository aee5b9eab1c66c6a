// `closures ls|show|judge`: the roots that are judged before they close.
import path from 'node:path';
import type { DeliveryView } from '../../core/contracts/delivery.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { readWorkspaceId } from '../../read/identity.js';
import { isOpen, listTargets, type TargetRow } from '../../read/targets.js';
import { counts } from '../../core/requirements/table.js';
import { checkId, theOne } from '../ids.js';
import { countsText } from '../render/requirements.js';
import { issuedBy } from '../issued.js';
import { moreRows, ROWS } from '../render/listed.js';
import { table } from '../render/table.js';
import { counted } from '../render/count.js';
import { when } from '../render/when.js';
import { told } from './control.js';

const HEADERS = ['ROOT', 'STATE', 'GAPS', 'SINCE', 'REQUIREMENTS', 'WHY'];

export async function list(context: Context, options: { all?: boolean; limit?: number }): Promise<Result> {
  const dir = findWorkspace(context);
  const all = listTargets(dir);
  const found = options.all === true ? all : all.filter(isOpen);
  const shown = found.slice(0, options.limit ?? (context.json ? Infinity : ROWS));
  const rows: Row[] = [];
  for (const target of shown) rows.push({ ...target, requirements: await countsOf(context, dir, target.root, all) });
  const lines = rows.map(({ root, state, rounds, openedAt, closedAt, reason, requirements }) => {
    const known = requirements === null ? '' : countsText(requirements);
    return [root, state, String(rounds), when(closedAt ?? openedAt), known, reason ?? ''];
  });
  const again = `closures ls${options.all === true ? ' --all' : ''} --limit all`;
  const more = moreRows(found.length - rows.length, again);
  const none = all.length === 0 ? 'No root was claimed yet.' : 'No root is open; --all shows those that are closed.';
  return {
    data: { closures: rows, count: found.length },
    lines: rows.length === 0 ? [none] : [...table(lines, HEADERS), ...more],
  };
}

/** `requirements`: null where none are known. */
type Row = TargetRow & { requirements: ReturnType<typeof counts> | null };

async function countsOf(
  { env }: Context,
  dir: string,
  root: string,
  targets: readonly TargetRow[],
): Promise<Row['requirements']> {
  const { stateHome } = await import('../../worker/state-home.js');
  const { requirementsOf } = await import('../../read/requirements.js');
  const state = path.join(stateHome(env), readWorkspaceId(dir) ?? '');
  const found = await requirementsOf(dir, state, root, { targets });
  return found === null ? null : counts(found.table);
}

export async function show(context: Context, _options: object, given: string): Promise<Result> {
  checkId(given);
  const dir = findWorkspace(context);
  const all = listTargets(dir);
  const exact = all.filter(({ root }) => root === given);
  const target = theOne(
    'root',
    given,
    exact.length > 0 ? exact : all.filter(({ root }) => root.startsWith(given)),
    rootOf,
    () => all.map(rootOf),
  );
  const requirements = await countsOf(context, dir, target.root, all);
  const { root, state, rounds, openedAt, closedAt, reason, delivery } = target;
  const rows = [
    ...[
      ['root', root],
      ['state', state],
      ['gaps', String(rounds)],
      ['opened', when(openedAt)],
    ],
    ...(closedAt === null ? [] : [['closed', when(closedAt)]]),
    ...(reason === null ? [] : [['why', reason]]),
    ...(delivery === null ? [] : [['delivery', deliveryText(delivery)]]),
    ['requirements', requirements === null ? 'none are known' : countsText(requirements)],
    ...(requirements === null ? [] : [['the table', `millrace lineage show ${root}`]]),
  ];
  return { data: { ...target, requirements }, lines: table(rows) };
}

/** `asked`: it is under way, or nobody has heard of its end. */
function deliveryText({ attempts, rounds, asked }: DeliveryView): string {
  const tried = `${counted(attempts, 'attempt')}, ${counted(rounds, 'round')} of merging`;
  return asked === true ? `${tried}; under way` : tried;
}

const rootOf = ({ root }: TargetRow): string => root;

export async function judge(context: Context, options: { reason: string }, root: string): Promise<Result> {
  checkId(root);
  const { dir } = await identify(context);
  return told(context, dir, { name: 'judge', args: { ...issuedBy(context, options), root } });
}
