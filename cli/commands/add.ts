// `add FAMILY`, `add-task`, `add-spec`, `add-probe`: checks a document, then hands it to the running workspace, or leaves it in its queue folder.
import { randomUUID } from 'node:crypto';
import type { Answer, EnqueueArgs } from '../../core/contracts/commands.js';
import type { ItemState } from '../../core/contracts/families.js';
import type { WorkDocument } from '../../core/contracts/documents.js';
import { DOCUMENT_FAMILIES } from '../../core/documents/fields.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { compilePlan } from '../compile.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { findKnown } from '../intake/known.js';
import { checkInput } from '../intake/check.js';
import { type Input, readInput } from '../intake/input.js';
import { resultOf } from './control.js';

const TIMEOUT_MS = 30_000;

interface AddOptions {
  text?: string;
  dryRun?: boolean;
}

interface Incoming {
  document: WorkDocument;
  /** What is stored. */
  text: string;
}

/** Where families belong that the workspace added. */
export type Homes = NonNullable<EnqueueArgs['homes']>;

/** `add FAMILY`: also of a family that the workspace added. Exit 4 when there is no such family. */
export async function addAny(context: Context, options: AddOptions, family: string, file?: string): Promise<Result> {
  if (DOCUMENT_FAMILIES.includes(family)) return adding(family)(context, options, file);
  const homes = await addedHomes(context);
  if (Object.hasOwn(homes, family)) return adding(family, homes)(context, options, file);
  const known = [...DOCUMENT_FAMILIES, ...Object.keys(homes)];
  const message = `There is no family ${family}.${didYouMean(family, known)} Known: ${known.join(', ')}.`;
  throw new CliError({ exit: EXIT.notFound, code: 'not_found', message });
}

/** Where the families belong that the workspace added. */
export async function addedHomes(context: Context): Promise<Homes> {
  const { named } = await compilePlan(context, { workspace: identify(context).dir });
  return named.plan.homes ?? {};
}

/** The handler for documents of one family. `homes`: where it belongs when the workspace added it. */
export const adding =
  (family: string, homes: Homes = {}) =>
  async (context: Context, options: AddOptions, file?: string): Promise<Result> => {
    identify(context);
    const input = await readInput(context, sourceOf(file, options.text));
    return addInput(context, family, input, homes, options.dryRun === true);
  };

/** Exit 1 with all faults when the document has any. */
export async function addInput(
  context: Context,
  family: string,
  input: Input,
  homes: Homes = {},
  dryRun = false,
): Promise<Result> {
  const { dir, id } = identify(context);
  const { notes, ...incoming } = checkInput(family, input);
  for (const note of notes) context.note(note);
  const known = findKnown(dir, incoming.document, incoming.text);
  if (known !== null)
    return said(incoming, 'known', `${nameOf(incoming)} is already known: it is ${known}.${stayNote(known, incoming)}`);
  if (dryRun) return said(incoming, 'valid', `${nameOf(incoming)} is valid; nothing was changed.`);
  return send(context, dir, id, incoming, homes);
}

/** What would be needed to have it run. */
function stayNote(state: ItemState, { document: { id } }: Incoming): string {
  if (state === 'blocked') return ` \`millrace retry ${id}\` gives it another try.`;
  return state === 'cancelled' || state === 'superseded' ? ' It will not run: give the work a new id.' : '';
}

function sourceOf(file: string | undefined, text: string | undefined): { file: string } | { text: string } {
  if (file !== undefined && text === undefined) return { file };
  if (text !== undefined && file === undefined) return { text };
  throw misused('Give either a file or --text.', 'A file is .md or .json; - reads standard input.');
}

async function send(
  context: Context,
  dir: string,
  workspace: string,
  incoming: Incoming,
  homes: Homes,
): Promise<Result> {
  const { putText } = await import('../../activities/store/texts.js');
  const { documentFacts } = await import('../../core/documents/facts.js');
  const { sendCommand, NoServerError } = await import('../../worker/commands.js');
  const sha256 = await putText(await stateFolder(context, workspace), incoming.text);
  const documents = [documentFacts(incoming.document, sha256, 'command')];
  const args = { commandId: randomUUID(), issuer: context.issuer, reason: '', documents, homes };
  try {
    const options = { timeoutMs: TIMEOUT_MS, say: context.note };
    return told(incoming, await sendCommand(dir, { name: 'enqueue', args }, options));
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error;
    return drop(dir, incoming);
  }
}

/** Our state folder of the workspace. */
export async function stateFolder(context: Context, workspace: string): Promise<string> {
  const { stateHome } = await import('../../worker/state-home.js');
  return `${stateHome(context.env)}/${workspace}`;
}

function told(incoming: Incoming, answer: Answer): Result {
  const [verdict] = answer.documents ?? [];
  if (verdict?.verdict === 'refused')
    throw conflict(`${nameOf(incoming)} was refused: ${verdict.reason ?? answer.text}.`);
  if (!answer.ok || verdict === undefined) return resultOf(answer);
  if (verdict.verdict === 'known') return said(incoming, 'known', `${nameOf(incoming)} is already known.`);
  return said(incoming, 'admitted', `${nameOf(incoming)} is in the queue.`);
}

/** A file that is there already stays: an id is taken once. */
async function drop(dir: string, incoming: Incoming): Promise<Result> {
  const { dropFile } = await import('../intake/drop.js');
  const path = await dropFile(dir, incoming.document, incoming.text);
  if (path === null) throw conflict(`${nameOf(incoming)} was added by somebody else just now.`);
  const line = `No server runs: ${nameOf(incoming)} lies in ${path} and is taken up by the next \`millrace run\`.`;
  return { ...said(incoming, 'dropped', line, path), exit: EXIT.notApplied };
}

function said({ document }: Incoming, verdict: string, line: string, path?: string): Result {
  const { family, id, title } = document;
  return { data: { family, id, title, verdict, ...(path === undefined ? {} : { path }) }, lines: [line] };
}

const nameOf = ({ document }: Incoming): string => `${document.family} ${document.id}`;

function conflict(message: string): CliError {
  return new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint: 'Choose another id.' });
}
