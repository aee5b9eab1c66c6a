// `audit ls|verify|export`: who decided what. Reads files alone; `export` writes the one that it is told.
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { AuditLine, Head } from '../../core/audit/line.js';
import { isDigest } from '../../core/form.js';
import { msOf } from '../../core/report/since.js';
import { auditChain, auditHead, decisionsOf, isAbout } from '../../read/audit.js';
import { readWorkspaceId } from '../../read/identity.js';
import { judgeFile } from '../audit/file.js';
import { keysKnown } from '../audit/keys.js';
import { type Judged, judgedResult } from '../audit/judged.js';
import { newSignatureCheck, type Signatures } from '../audit/signatures.js';
import { underWay } from '../audit/open.js';
import { writeExport } from '../audit/write.js';
import { rowOf, HEADERS } from '../audit/row.js';
import { type Context, findWorkspace, type Result, workspaceAround } from '../context.js';
import { CliError, failed, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkId } from '../ids.js';
import { moreRows, mostRows } from '../render/listed.js';
import { table } from '../render/table.js';
import { stateDirOf } from '../trust/standing.js';

interface Where {
  dir: string;
  id: string;
  /** Our state folder. */
  state: string;
}

async function whereIt(context: Context): Promise<Where> {
  const dir = findWorkspace(context);
  const id = readWorkspaceId(dir);
  if (id === null)
    throw failed('no_id', `${dir} has no id any more, and so no audit that could be found.`, '`millrace doctor`');
  return { dir, id, state: await stateDirOf(id, context.env) };
}

interface Asked {
  since?: string;
  by?: string;
  limit?: number;
}

export async function list(context: Context, options: Asked, about?: string): Promise<Result> {
  const { id, state } = await whereIt(context);
  if (about !== undefined) checkId(about);
  const from = options.since === undefined ? null : momentOf(options.since);
  const isAsked = (line: AuditLine): boolean =>
    (from === null || Date.parse(line.at) >= from) &&
    (options.by === undefined || line.who.issuer === options.by || line.who.signed?.operator === options.by) &&
    (about === undefined || isAbout(line, about));
  const all = [...decisionsOf(state)].filter(isAsked);
  const found = all.slice(-mostRows(context.json, options.limit));
  if (about !== undefined && all.length === 0)
    throw notFound(`Nothing was decided about ${about}.`, '`millrace audit ls` lists what was.');
  const head = auditHead(state, id);
  const more = moreRows(all.length - found.length, 'audit ls --limit all');
  const shown = found.length === 0 ? ['Nothing was decided.'] : [...table(found.map(rowOf), HEADERS), ...more];
  return { data: { decisions: found, count: all.length, head }, lines: [...shown, headLine(head)] };
}

const headLine = ({ seq, hash }: Head): string => `Head: ${seq} ${hash}`;

/** ms since 1970. Exit 2 for what is no time. */
function momentOf(given: string): number {
  const span = msOf(given);
  const at = span === null ? Date.parse(given) : Date.now() - span;
  if (!Number.isNaN(at)) return at;
  throw misused(`${JSON.stringify(given)} is no time.`, 'For example: --since 24h, or --since 2026-01-31.');
}

/** Without a file: the audit of this workspace. Exit 0 for what is intact alone. */
export async function verify(context: Context, { head: noted }: { head?: string }, file?: string): Promise<Result> {
  if (noted !== undefined && !isDigest(noted))
    throw misused('--head takes the 64 hex digits of a hash.', '`millrace audit ls` ends with the one of now.');
  let isThere = noted === undefined;
  const check = newSignatureCheck();
  const seen = (line: AuditLine): void => {
    isThere ||= line.hash === noted;
    check.take(line);
  };
  const judged = await (file === undefined ? judgeOwn(context, seen) : judgeNamed(context, file, seen));
  const signatures = check.found();
  return judgedResult({ ...judged, ...second(judged, signatures, isThere), signatures });
}

/** What else is wrong with what is whole. */
function second({ outcome, file }: Looked, { bad }: Signatures, isThere: boolean): Partial<Judged> {
  if (outcome === 'broken' || outcome === 'cut_short') return {};
  const line = (bad ?? 0) + (file === null ? 0 : 1);
  if (bad !== null) return { outcome: 'broken', fault: { line, what: 'its signature is not that of its words' } };
  return isThere ? {} : { outcome: 'other_head' };
}

type Looked = Omit<Judged, 'signatures'>;

async function judgeOwn(context: Context, seen: (line: AuditLine) => void): Promise<Looked> {
  const { id, state } = await whereIt(context);
  const { head, fault } = auditChain(state, id, seen);
  const own = { workspace: id, file: null, exportedAt: null, open: [] };
  return { ...own, outcome: fault === null ? 'intact' : 'broken', head, fault };
}

async function judgeNamed(context: Context, given: string, seen: (line: AuditLine) => void): Promise<Looked> {
  const file = resolve(context.cwd, given);
  if (!(statSync(file, { throwIfNoEntry: false })?.isFile() ?? false))
    throw notFound(`There is no file ${given}.`, '`millrace audit export` makes one.');
  const { judge, verdict } = await judgeFile(file, seen);
  const [header, chain] = [judge.header(), judge.chain()];
  const { workspace = null, exportedAt = null, open = [] } = header ?? {};
  const isWhole = verdict.word === 'intact' || verdict.word === 'open';
  const outcome = isWhole && isOther(context, workspace) ? 'other_workspace' : verdict.word;
  return { outcome, workspace, file: given, exportedAt, head: chain?.head ?? NONE, fault: verdict.fault, open };
}

const NONE: Head = { seq: 0, hash: '' };

/** Whoever stands in a workspace asks about that one. */
function isOther(context: Context, workspace: string | null): boolean {
  const here = workspaceHere(context);
  return here !== null && here !== workspace;
}

function workspaceHere(context: Context): string | null {
  const dir = workspaceAround(context);
  return dir === null ? null : readWorkspaceId(dir);
}

/** Exit 1 where the audit is broken, 5 where the file is there already. */
export async function exportAudit(context: Context, options: { out?: string }): Promise<Result> {
  const { dir, id, state } = await whereIt(context);
  const { head, fault } = auditChain(state, id, () => undefined);
  if (fault !== null)
    throw failed(
      'broken',
      `The audit is broken at line ${fault.line}: ${fault.what}.`,
      `Nothing was exported. The files themselves are in ${join(state, 'audit')}.`,
    );
  const name = options.out ?? `audit-${id}-${head.seq}.jsonl`;
  const file = resolve(context.cwd, name);
  if (existsSync(file))
    throw new CliError({
      ...{ exit: EXIT.conflict, code: 'exists', message: `${name} is there already, and stays as it is.` },
      hint: 'Name another file with --out.',
    });
  const open = await underWay(dir, state);
  const facts = { workspace: id, exportedAt: new Date().toISOString(), open, keys: keysKnown(dir, state) };
  if (!context.dryRun) await writeExport(file, state, facts, head);
  const said = open.length === 0 ? [] : [`It will not be called intact: ${open.join('; ')}.`];
  const verb = context.dryRun ? 'Would write' : 'Wrote';
  return {
    data: { file, lines: head.seq, head: head.hash, open },
    lines: [`${verb} ${basename(file)}: ${head.seq} decisions.`, ...said, headLine(head)],
  };
}
