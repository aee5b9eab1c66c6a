// `add FAMILY`, `add-task`, `add-spec`, `add-probe`, `add-idea`: checks what is given, then hands it to the running workspace, or
// leaves it in its queue folder.
import { IDEA } from '../../core/contracts/families.js';
import { DOCUMENT_FAMILIES } from '../../core/documents/fields.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { compilePlan } from '../compile.js';
import { type Context, identify, type Result } from '../context.js';
import { clipped } from '../../core/contracts/limits.js';
import { CliError, failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import type { AddOptions, Named, IntakePlace, Prepare } from '../intake/incoming.js';
import { conflict, documents, ideas } from '../intake/incoming.js';
import { type Input, readInput, SAY, SHOWN } from '../intake/input.js';
import { addMany, expand, isFolder } from '../intake/many.js';
import { type ItemHomes, sendAll } from '../intake/send.js';
import { areWords, isSentence } from '../intake/sentence.js';

type Add = (context: Context, options: AddOptions, ...files: string[]) => Promise<Result>;

/** `add FAMILY`: also of a family that the workspace added. Exit 4 when there is no such family. */
export async function addAny(
  context: Context,
  options: AddOptions,
  family: string,
  ...files: string[]
): Promise<Result> {
  const homes = await homesFor(context, family);
  return family === IDEA ? addIdeas(context, options, ...files) : adding(family, homes)(context, options, ...files);
}

/** Where the families of the workspace belong when this is one of them; empty for one that ships. Exit 4 when there is no such family. */
export async function homesFor(context: Context, family: string): Promise<ItemHomes> {
  if (family === IDEA || DOCUMENT_FAMILIES.includes(family)) return {};
  const homes = await addedHomes(context);
  if (Object.hasOwn(homes, family)) return homes;
  const known = [IDEA, ...DOCUMENT_FAMILIES, ...Object.keys(homes)];
  const message = `There is no family ${family}.${didYouMean(family, known)} Known: ${known.join(', ')}.`;
  throw new CliError({ exit: EXIT.notFound, code: 'not_found', message });
}

/** Where the families belong that the workspace added. */
async function addedHomes(context: Context): Promise<ItemHomes> {
  const { named } = await compilePlan(context, { workspace: (await identify(context)).dir });
  return named.plan.homes ?? {};
}

/** What was read already, as a document of this family. Exit 1 with all faults when it has any. */
export async function addInput(context: Context, family: string, input: Input): Promise<Result> {
  const ships = family === IDEA || DOCUMENT_FAMILIES.includes(family);
  const homes = ships ? {} : await addedHomes(context);
  const prepare = family === IDEA ? ideas : documents(family);
  return addOne(context, await identify(context), {}, input, prepare, homes);
}

/** The handler for documents of one family. `homes`: where it belongs when the workspace added it. */
export const adding = (family: string, homes: ItemHomes = {}): Add => addWith(documents(family), homes);

const addWith =
  (prepare: Prepare, homes: ItemHomes): Add =>
  async (context, options, ...files) => {
    const place = await identify(context);
    const [file, ...others] = files;
    const isMany = others.length > 0 || (file !== undefined && isFolder(context, file));
    if (!isMany) {
      const input = await readInput(context, sourceOf(context, file, options.text), SAY);
      return addOne(context, place, options, input, prepare, homes);
    }
    if (options.text !== undefined) throw misused(...ONE_SOURCE);
    if (areWords(context, files))
      throw failed(
        'bad_file',
        `None of these is a file: ${clipped(files.join(' '), SHOWN)}`,
        `What you want is said in quotes: millrace ${context.asked.path} ${JSON.stringify(clipped(files.join(' '), SHOWN))}`,
      );
    return addMany(context, place, options, expand(context, files), prepare, homes);
  };

export const addIdeas: Add = addWith(ideas, {});

async function addOne(
  context: Context,
  place: IntakePlace,
  options: AddOptions,
  input: Input,
  prepare: Prepare,
  homes: ItemHomes,
): Promise<Result> {
  const incoming = await prepare(context, place, options, input);
  if (incoming.kind === 'settled') return said(incoming.named, incoming.verdict, incoming.line);
  const [sent] = await sendAll(context, place, [incoming], { homes, reason: options.reason ?? '' });
  if (sent === undefined || sent.verdict === 'refused') throw conflict(sent?.line ?? 'Nobody answered.');
  const result = said(incoming.named, sent.verdict, sent.line, sent.path);
  return sent.verdict === 'dropped' ? { ...result, exit: EXIT.notApplied } : result;
}

const ONE_SOURCE = [
  'Give either a file or --text.',
  'A file is .md or .json; - reads standard input; a sentence in quotes is taken as --text.',
] as const;

function sourceOf(
  context: Context,
  file: string | undefined,
  text: string | undefined,
): { file: string } | { text: string } {
  if (file !== undefined && text === undefined) return isSentence(context, file) ? { text: file } : { file };
  if (text !== undefined && file === undefined) return { text };
  throw misused(...ONE_SOURCE);
}

function said({ family, id, title }: Named, verdict: string, line: string, path?: string): Result {
  return { data: { family, id, title, verdict, ...(path === undefined ? {} : { path }) }, lines: [line] };
}
