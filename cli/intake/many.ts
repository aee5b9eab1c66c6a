// Many files at once: those that are right are added, in batches, and every other one is told with its reason.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { groupsOf, LIMITS } from '../../core/contracts/limits.js';
import type { Context, Result } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT, type ExitCode } from '../exit.js';
import { lookThere } from '../look.js';
import type { AddOptions, IntakePlace, Prepare } from './incoming.js';
import { readInput, SAY } from './input.js';
import { type ItemHomes, type New, type Sent, sendAll } from './send.js';
import { counted } from '../render/count.js';

interface Row {
  file: string;
  verdict: 'admitted' | 'known' | 'valid' | 'dropped' | 'refused';
  /** `FAMILY/ID`; null when the file is no document. */
  item: string | null;
  line: string;
  /** What is wrong with it, one by one. */
  faults?: readonly string[];
  /** Why it will not run. */
  warning?: string;
}

/** Exit 1 when a file is not valid or refused: the others are added all the same. */
export async function addMany(
  context: Context,
  place: IntakePlace,
  options: AddOptions,
  files: readonly string[],
  prepare: Prepare,
  homes: ItemHomes,
): Promise<Result> {
  const rows: Row[] = [];
  for (let start = 0; start < files.length; start += LIMITS.batch)
    rows.push(...(await addBatch(context, place, options, files.slice(start, start + LIMITS.batch), prepare, homes)));
  return resultOf(rows);
}

/** Every `.md` and `.json` of the folders among them, not of folders below, and the files as they are. */
export const expand = (context: Context, given: readonly string[]): string[] =>
  given.flatMap((one) => (isFolder(context, one) ? filesIn(context, one) : [one]));

/** What cannot be looked at is no folder; reading it as a file says why. */
export const isFolder = (context: Context, name: string): boolean =>
  lookThere(resolve(context.cwd, name))?.isDirectory() ?? false;

function filesIn(context: Context, folder: string): string[] {
  const names = readdirSync(resolve(context.cwd, folder)).filter((name) => /^[^.].*\.(md|json)$/.test(name));
  if (names.length === 0) throw failed('bad_file', `${folder} holds no .md and no .json file.`);
  return names.sort().map((name) => join(folder, name));
}

async function addBatch(
  context: Context,
  place: IntakePlace,
  options: AddOptions,
  files: readonly string[],
  prepare: Prepare,
  homes: ItemHomes,
): Promise<Row[]> {
  const rows: Row[] = [];
  const fresh: { file: string; incoming: New }[] = [];
  for (const file of files) {
    try {
      const incoming = await prepare(context, place, options, await readInput(context, { file }, SAY));
      if (incoming.kind === 'new') fresh.push({ file, incoming });
      else rows.push({ file, verdict: incoming.verdict, item: itemOf(incoming), line: incoming.line });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      rows.push({
        file,
        verdict: 'refused',
        item: null,
        line: error.failure.message,
        faults: error.failure.below ?? [],
      });
    }
  }
  const documents = fresh.map(({ incoming }) => incoming);
  const sent: Sent[] = [];
  for (const group of groupsOf(documents, LIMITS.batch, LIMITS.batchBytes, ({ ref }) => ref))
    sent.push(...(await sendAll(context, place, group, { homes, reason: options.reason ?? '' })));
  const told = fresh.map(({ file, incoming }, index): Row => {
    const answer = sent[index] ?? { verdict: 'refused' as const, line: 'It was not answered.' };
    const { verdict, line, warning } = answer;
    return { file, verdict, item: itemOf(incoming), line, ...(warning === undefined ? {} : { warning }) };
  });
  return [...rows, ...told];
}

const itemOf = ({ named }: { named: { family: string; id: string } }): string => `${named.family}/${named.id}`;

function resultOf(rows: readonly Row[]): Result {
  const verdicts = ['admitted', 'dropped', 'known', 'valid', 'refused'] as const;
  const counts = verdicts.map((verdict) => [verdict, rows.filter((row) => row.verdict === verdict).length] as const);
  const word = (verdict: Row['verdict']): string => (verdict === 'dropped' ? 'left for the next run' : verdict);
  const said = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${word(verdict)}`);
  const summary = `${counted(rows.length, 'file')}: ${said.join(', ')}.`;
  const wrong = rows.filter(({ verdict }) => verdict === 'refused');
  if (wrong.length > 0) {
    const below = wrong.flatMap(({ file, line, faults = [] }) => [
      line.startsWith(file) ? line : `${file}: ${line}`,
      ...faults,
    ]);
    // Words without quotes come one by one.
    const hint = wrong.length === rows.length ? { hint: SAY } : {};
    throw new CliError({ exit: EXIT.failed, code: 'partly_refused', message: summary, below, ...hint, problems: rows });
  }
  const dropped = rows.some(({ verdict }) => verdict === 'dropped');
  const exit: ExitCode = dropped ? EXIT.notApplied : EXIT.done;
  const later = dropped ? ' Nobody serves the workspace now.' : '';
  const warnings = rows.flatMap(({ file, warning }) => (warning === undefined ? [] : [`${file}: ${warning}`]));
  return { data: { items: rows, counts: Object.fromEntries(counts) }, lines: [summary + later, ...warnings], exit };
}
