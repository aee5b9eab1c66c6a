// `approvals ls|show|approve|deny`: what stages ask before they start.
import { DECISIONS } from '../../core/contracts/command-table.js';
import { approvalFile } from '../../core/contracts/approval-file.js';
import { type Approval, meant, wished } from '../../core/contracts/approvals.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { checkId, theOne } from '../ids.js';
import { listAsked, listDecided } from '../../read/approvals.js';
import { findPlaces, listFolders } from '../../read/folders.js';
import { headsInFiles } from '../../read/heads.js';
import { readWorkspaceId } from '../../read/identity.js';
import { shellWord } from '../../core/attention/shell-word.js';
import { issuedBy } from '../issued.js';
import { inert } from '../render/inert.js';
import { moreRows, ROWS } from '../render/listed.js';
import { table } from '../render/table.js';
import { when } from '../render/when.js';
import { assertWhole } from '../whole-id.js';
import { told } from './control.js';

const HEADERS = ['APPROVAL', 'STATUS', 'ITEM', 'STAGE', 'ASKS FOR', 'SINCE', 'EXPIRES'];

export function list(context: Context, options: { all?: boolean; limit?: number }): Promise<Result> {
  const dir = findWorkspace(context);
  const all = [...listAsked(dir), ...(options.all === true ? listDecided(dir) : [])];
  const found = all.slice(0, options.limit ?? (context.json ? Infinity : ROWS));
  const again = `approvals ls${options.all === true ? ' --all' : ''} --limit all`;
  const none = options.all === true ? 'No stage ever asked for anything.' : 'No stage asks for anything.';
  const rows = [...table(found.map(rowOf), HEADERS), ...moreRows(all.length - found.length, again)];
  return Promise.resolve({ data: { approvals: found, count: all.length }, lines: found.length === 0 ? [none] : rows });
}

function rowOf(approval: Approval): string[] {
  const { id, status, item, node, askedAt, expiresAt } = approval;
  const asks = wished(approval);
  return [id, status, `${item.family}/${item.id}`, node, asks, when(askedAt), when(expiresAt ?? 'never')];
}

export function show(context: Context, _options: object, given: string): Promise<Result> {
  const dir = findWorkspace(context);
  checkId(given);
  const approval = approvalShown(dir, given);
  const data = approvalFile(approval, readWorkspaceId(dir) ?? '');
  return Promise.resolve({ data, lines: lines(approval, titleOf(dir, approval)) });
}

/** As `approve` takes it; what was decided comes after what is asked, and of one item the last. */
function approvalShown(dir: string, given: string): Approval {
  const decided = listDecided(dir);
  const all = [...listAsked(dir), ...decided];
  const asked = idToDecide(dir, given);
  const own = meant(asked, all);
  const ofItem = decided
    .filter(({ item }) => item.id === given)
    .toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1))
    .slice(-1);
  const name = ({ id, status }: Approval): string => `${id} (${status})`;
  return theOne('approval', given, own.length > 0 ? own : ofItem, name, () => all.map(({ id }) => id));
}

/** Null where its document is gone or cannot be read. */
function titleOf(dir: string, { item }: Approval): string | null {
  const place = findPlaces(listFolders(dir), item.id).find((one) => one.family === item.family && one.id === item.id);
  return place === undefined ? null : headsInFiles(dir)(place).title;
}

function lines(approval: Approval, title: string | null): string[] {
  const { id, status, item, node, kind, runner, model, permission, planDigest, runId } = approval;
  const { askedAt, expiresAt, decidedAt, decidedBy, decisionReason } = approval;
  const rows = [
    ['approval', id],
    ['status', status],
    ['asks for', wished(approval)],
    ['item', `${item.family}/${item.id}`],
    ...(title === null || title === '' ? [] : [['title', inert(title)]]),
    ['stage', `${node} (${kind})`],
    ['runs as', `${runner}, model ${model ?? 'of the runner'}, permission ${permission}`],
    ['plan', planDigest.slice(0, 12)],
    ['document', `sha256 ${item.sha256.slice(0, 12)}`],
    ['run', runId],
    ['asked', when(askedAt)],
    ['expires', when(expiresAt ?? 'never')],
    ...(decidedAt === null ? [] : [['decided', `${when(decidedAt)}${decidedBy === null ? '' : ` by ${decidedBy}`}`]]),
    ...(decisionReason ? [['because', decisionReason]] : []),
    ...(status === 'pending' ? [['answer', answersTo(id)]] : []),
  ];
  return table(rows);
}

const answersTo = (id: string): string =>
  Object.keys(DECISIONS)
    .map((name) => `\`millrace approvals ${name} ${shellWord(id)}\``)
    .join(' or ');

/** The handler of one of the commands. */
export const deciding =
  (name: keyof typeof DECISIONS) =>
  async (context: Context, options: { reason: string }, approval: string): Promise<Result> => {
    const { dir } = await identify(context);
    checkId(approval);
    const asked = listAsked(dir);
    const whole = idToDecide(dir, approval, asked);
    if (!isNamed(asked, approval, whole)) await assertWhole(context, 'approval', approval, whole);
    return told(context, dir, { name, args: { ...issuedBy(context, options), approval: whole } });
  };

/** An item that asks is named as well as its question, and that with or without the word. */
const isNamed = (asked: readonly Approval[], given: string, whole: string): boolean =>
  whole === `approval-${given}` || asked.some(({ item }) => item.id === given);

/**
 * The whole id of the question that is meant, by its own id or by that of its item: what was decided is in nobody's way. What fits none
 * the workspace answers.
 */
export function idToDecide(dir: string, given: string, asked = listAsked(dir)): string {
  const byItem = asked.filter(({ item }) => item.id === given);
  const found = byItem.length > 0 ? byItem : meant(given, asked);
  if (found.length > 0) return theOne('approval', given, found, questionText).id;
  const begun = asked.filter(({ item }) => item.id.startsWith(given));
  return begun.length === 0 ? given : theOne('approval', given, begun, questionText).id;
}

/** Where an item asks several things, what each of them is tells them apart. */
const questionText = (approval: Approval): string => {
  const { id, item, node } = approval;
  return `${id} (${node} of ${item.family}/${item.id} asks for ${wished(approval)})`;
};
