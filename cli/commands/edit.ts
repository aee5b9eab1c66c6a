// `queue edit` and `queue move`: the document of a queued item is written anew here, and counts only with the workspace's word, which
// knows whether it is still what was read.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { placeBetween, placeKey } from '../../core/documents/place.js';
import { readPiece, shown } from '../../read/files.js';
import { claimOrder, listFolders, type Place } from '../../read/folders.js';
import { readHeads } from '../../read/heads.js';
import { listItems } from '../../read/items.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkInput } from '../intake/check.js';
import { editorInput } from '../intake/editor.js';
import { type IntakePlace, stateFolder } from '../intake/incoming.js';
import { type Input, readInput } from '../intake/input.js';
import { withFile } from '../items/dropped.js';
import { told } from './control.js';
import { issuedBy } from '../issued.js';
import { type ItemOptions, meantItem } from './items.js';

interface Item {
  family: string;
  id: string;
}

/** `text`: as it lies in its queue folder. */
interface Queued extends Item {
  text: string;
  document: WorkDocument;
}

const PLACE = 'Queue-Place';

interface EditOptions extends ItemOptions {
  title?: string;
  priority?: 'high' | 'normal' | 'low';
}

export async function edit(context: Context, options: EditOptions, id: string, file?: string): Promise<Result> {
  const place = await identify(context);
  const { title, priority } = options;
  const isField = title !== undefined || priority !== undefined;
  if (isField && file !== undefined) throw misused('Give either fields or a file.', EXAMPLE);
  const item = await queuedItem(context, place, id, options);
  const input = file === undefined ? null : await readInput(context, { file });
  if (!isField) return revised(context, place, options, item, input ?? (await editorInput(context, item)));
  const placed =
    priority === undefined ? item.document : withPlace(item.document, placeFor(priority, lineOf(place.dir, item)));
  return revised(context, place, options, item, await textInput({ ...placed, title: title ?? placed.title }));
}

const EXAMPLE = 'For example: millrace queue edit T-42 --title "Drop every space", or millrace queue edit T-42 T-42.md';

interface MoveOptions extends ItemOptions {
  before?: string;
  after?: string;
  first?: boolean;
  last?: boolean;
}

export async function move(context: Context, options: MoveOptions, id: string): Promise<Result> {
  const place = await identify(context);
  const { before, after, first, last } = options;
  const said = [before, after, first, last].filter((one) => one !== undefined);
  if (said.length !== 1)
    throw misused(
      'Say one of --before, --after, --first and --last.',
      `For example: millrace queue move ${id} --first`,
    );
  const item = await queuedItem(context, place, id, options);
  const line = lineOf(place.dir, item);
  const beside = before ?? after;
  if (beside === undefined) {
    const where = placeFor(first === true ? 'high' : 'low', line);
    const input = await textInput(withPlace(item.document, where));
    return standing(await revised(context, place, options, item, input), item, line, first === true ? 0 : line.length);
  }
  const other = await meantItem(context, place.dir, beside, {});
  const at = line.findIndex((one) => one.family === other.family && one.id === other.id);
  if (at === -1) throw notBeside(item, other);
  const [from, to] = before === undefined ? [line[at], line[at + 1]] : [line[at - 1], line[at]];
  const where = placeBetween(from?.key ?? null, to?.key ?? null);
  const input = await textInput(withPlace(item.document, where));
  return standing(await revised(context, place, options, item, input), item, line, before === undefined ? at + 1 : at);
}

/** With where the item stands then. `line`: the others, in order; `at`: how many of them come before it. */
function standing(result: Result, { family, id }: Item, line: readonly Standing[], at: number): Result {
  if (result.exit !== undefined && result.exit !== EXIT.done) return result;
  const beside = line[at - 1] === undefined ? '' : `, behind ${line[at - 1]?.id ?? ''}`;
  const where = `${family} ${id} is number ${at + 1} of ${line.length + 1} of its family in the line${beside}.`;
  return { ...result, lines: [...result.lines, where] };
}

function notBeside(item: Item, other: Item): CliError {
  const isOther = item.family !== other.family;
  const why = isOther
    ? `is a ${other.family}, and families have an order of their own`
    : item.id === other.id
      ? 'is the item itself'
      : 'is not queued';
  return new CliError({
    ...{ exit: EXIT.conflict, code: 'conflict', hint: '`millrace queue ls` shows the order.' },
    message: `${item.family} ${item.id} cannot be put beside ${other.id}, which ${why}: nothing was changed.`,
  });
}

/** Null = where its creation puts it. */
function placeFor(priority: 'high' | 'normal' | 'low', line: readonly Standing[]): string | null {
  if (priority === 'normal' || line.length === 0) return null;
  return priority === 'high' ? placeBetween(null, line[0]?.key ?? null) : placeBetween(line.at(-1)?.key ?? null, null);
}

function withPlace(document: WorkDocument, place: string | null): WorkDocument {
  const { [PLACE]: _before, ...fields } = document.fields;
  return { ...document, fields: place === null ? fields : { ...fields, [PLACE]: place } };
}

type Standing = Place & { key: string };

/** The others of its family that are queued, in the order of claims. */
function lineOf(dir: string, { family, id }: Item): Standing[] {
  const others = listItems(dir, readHeads(dir), { family, state: 'queued' }).filter((one) => one.id !== id);
  return claimOrder(others).map((one) => ({ ...one, key: placeKey(one.place ?? one.createdAt, one.id) }));
}

/** Exit 5 for an item that is not queued: it was claimed, or is over. */
async function queuedItem(
  context: Context,
  { dir }: IntakePlace,
  given: string,
  options: ItemOptions,
): Promise<Queued> {
  const item = await meantItem(context, dir, given, options);
  const path = runtimePaths.document(item.family, 'queued', item.id);
  const text = readPiece(shown(dir, path))?.text;
  if (text === undefined) {
    const state = listFolders(dir).find(({ family, ids }) => family === item.family && ids.includes(item.id))?.state;
    const message = `${item.family} ${item.id} is ${state ?? 'nowhere'} by now: only what is queued can be edited or moved.`;
    const hint = `\`millrace queue show ${item.id}\` shows it.`;
    throw new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint });
  }
  const { document } = checkInput(item.family, inputOf(path, text));
  return { ...item, text, document };
}

const inputOf = (name: string, text: string): Input => ({
  ...{ name, path: null, bytes: Buffer.from(text, 'utf8'), form: 'markdown', said: false },
});

async function textInput(document: WorkDocument): Promise<Input> {
  const { renderDocument } = await import('../../core/documents/render.js');
  return inputOf(`${document.id}.md`, renderDocument(document));
}

/** Exit 1 with every fault of the new text, exit 5 where the item was claimed or changed meanwhile. */
async function revised(
  context: Context,
  place: IntakePlace,
  options: ItemOptions,
  item: Queued,
  input: Input,
): Promise<Result> {
  const { document, text, notes } = checkInput(item.family, input);
  for (const note of notes) context.note(note);
  const { family, id } = item;
  if (document.id !== id)
    throw misused(
      `${input.name} is ${family} ${document.id}, and not ${id}: an id stays as it is.`,
      `\`millrace queue supersede ${id} --replacement ${document.id}\` puts another one in its place.`,
    );
  const [{ sha256Hex }, { documentFacts }] = await Promise.all([
    import('../../core/contracts/digest.js'),
    import('../../core/documents/facts.js'),
  ]);
  const sha256 = sha256Hex(text);
  if (!context.dryRun) {
    const { putText } = await import('../../disk/store/texts.js');
    await putText(await stateFolder(context, place), text);
  }
  const ref = documentFacts(document, sha256, 'command');
  const revision = { id, was: sha256Hex(item.text), sha256 };
  const args = { ...issuedBy(context, options), family, id, revision, document: ref };
  return told(context, place.dir, { name: 'revise', args }).catch((error: unknown) => {
    throw withFile(error, place.dir, item);
  });
}
