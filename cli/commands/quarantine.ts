// `quarantine ls|fix|drop`: files that could not be taken in. They are mended and admitted, or kept in an archive; nothing is
// ever deleted.
import { IDEA } from '../../core/contracts/families.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { familyFields } from '../../core/documents/fields.js';
import { labelled, splitLines } from '../../core/documents/lines.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkInput } from '../intake/check.js';
import type { Input } from '../intake/input.js';
import { readInput } from '../intake/input.js';
import { readPiece, shown } from '../../read/files.js';
import { type InvalidView, listInvalid } from '../../read/invalid.js';
import { inert } from '../render/inert.js';
import { listed, moreRows, mostRows } from '../render/listed.js';
import { clip, table } from '../render/table.js';
import { assertWhole } from '../whole-id.js';
import { addInput } from './add.js';

const REASON_WIDTH = 160;

export function list(context: Context, options: Options): Promise<Result> {
  const all = listInvalid(findWorkspace(context));
  const files = all.slice(0, mostRows(context.json, options.limit));
  const rows = files.map(({ family, path, reason, at }) => [
    family,
    inert(nameOf(path)),
    at ?? '',
    clip(inert(reason ?? 'no reason is recorded'), REASON_WIDTH),
  ]);
  const more = moreRows(all.length - files.length, 'quarantine ls --limit all');
  const shown = [...table(rows, ['FAMILY', 'FILE', 'SINCE', 'WHY']), ...more];
  const lines = rows.length === 0 ? ['Nothing is in quarantine.'] : shown;
  return Promise.resolve({ data: { files, count: all.length }, lines });
}

interface Options {
  reason: string;
  /** Rows of the list. */
  limit?: number;
}

/** Examines the file again, or takes `file` in its place. Exit 1 with every fault that is left. */
export async function fix(context: Context, options: Options, name: string, file?: string): Promise<Result> {
  const { dir } = await identify(context);
  const found = theFile(dir, name);
  const input = file === undefined ? inQuarantine(dir, found) : await readInput(context, { file });
  if (file !== undefined) assertMeant(dir, found, input);
  const { data, lines, ...result } = await addInput(context, found.family, input);
  const path = await archive(context, dir, found, 'repair_invalid_artifact', options.reason);
  const moved = path === null ? [] : [`What was set aside lies in ${placed(path)} now.`];
  return { ...result, data: { ...(data as object), archived: path }, lines: [...lines, ...moved] };
}

export async function drop(context: Context, options: Options, name: string): Promise<Result> {
  const { dir } = await identify(context);
  const found = theFile(dir, name);
  if (![found.path, placed(found.path)].includes(name)) await assertWhole(context, 'file', name, nameOf(found.path));
  const path = await archive(context, dir, found, 'archive_invalid_artifact', options.reason);
  if (path === null)
    throw notFound(`${placed(found.path)} is not there any more.`, '`millrace quarantine ls` shows what there is.');
  return { data: { ...found, path }, lines: [`Moved to ${placed(path)}.`] };
}

/** `incident archive-invalid`: of incidents only. */
export async function dropIncident(context: Context, options: Options, name: string): Promise<Result> {
  const found = theFile((await identify(context)).dir, name);
  if (found.family === 'incident') return drop(context, options, name);
  throw notFound(
    `${placed(found.path)} is no incident.`,
    `\`millrace quarantine drop ${name}\` takes a file of any family.`,
  );
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** As a person finds it from the workspace. */
const placed = (path: string): string => `${RUNTIME_DIR}/${path}`;

/** By path, by name, or by the beginning of a name. */
function theFile(dir: string, given: string): InvalidView {
  const all = listInvalid(dir);
  const exact = all.filter(({ path }) => [path, placed(path), nameOf(path)].includes(given));
  const found = exact.length > 0 ? exact : all.filter(({ path }) => nameOf(path).startsWith(given));
  const [one, ...others] = found;
  if (one === undefined)
    throw notFound(`There is no file ${given} in quarantine.`, '`millrace quarantine ls` shows what there is.');
  if (others.length === 0) return one;
  const some = listed(
    found.map(({ path }) => placed(path)),
    10,
    (count) => `and ${count} more`,
  );
  throw misused(`${given} fits ${found.length}: ${some.join(', ')}.`, 'Give the whole path.');
}

/** Another document would be taken in, and the one in quarantine be put away as if it had been mended. Ideas have no id of their own. */
function assertMeant(dir: string, found: InvalidView, input: Input): void {
  if (found.family === IDEA) return;
  const { id } = checkInput(found.family, input).document;
  const label = familyFields(found.family)?.idLabel ?? '';
  const text = readPiece(shown(dir, found.path))?.text ?? '';
  const told = splitLines(text).flatMap((line) => labelled(line) ?? []);
  const meant = [...told.flatMap((one) => (one.label === label ? [one.value] : [])), idOf(found.source)];
  if (meant.includes(id)) return;
  const message = `${input.name} is ${found.family} ${id}, and ${nameOf(found.path)} is not: nothing was changed.`;
  const hint = `\`millrace add ${found.family} ${input.name}\` adds it; \`millrace quarantine drop ${nameOf(found.path)}\` puts the other one away.`;
  throw new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint });
}

const idOf = (source: string): string => nameOf(source).replace(/\.(?:md|json)$/, '');

function inQuarantine(dir: string, { path, source }: InvalidView): Input {
  const text = readPiece(shown(dir, path))?.text;
  if (text === undefined) throw notFound(`${placed(path)} cannot be read.`, 'Give a file to take in its place.');
  const form = source.endsWith('.json') ? 'json' : 'markdown';
  return { name: path, path: source, bytes: Buffer.from(text, 'utf8'), form, said: false };
}

async function archive(
  context: Context,
  dir: string,
  { family, path }: InvalidView,
  action: string,
  reason: string,
): Promise<string | null> {
  const { workspacePlace } = await import('../../worker/place.js');
  const { dirs } = await workspacePlace(dir);
  const { archiveInvalid, archivePlace } = await import('../../disk/mirror/archive.js');
  if (context.dryRun) return archivePlace(dirs, family, path);
  return archiveInvalid(dirs, { family, path, action, issuer: context.issuer, reason });
}
