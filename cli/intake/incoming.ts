// What is about to be added: a checked document with the reference that a workspace takes, or an idea as the spec it becomes.
import path from 'node:path';
import type { DocumentRef, WorkDocument } from '../../core/contracts/documents.js';
import { IDEA, type ItemState, neededFamily } from '../../core/contracts/families.js';
import type { Context } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkInput } from './check.js';
import type { Input } from './input.js';
import { findKnown } from './known.js';
import type { Worded } from './worded.js';

export interface IntakePlace {
  dir: string;
  /** Id of the workspace. */
  id: string;
}

export interface AddOptions {
  text?: string;
  title?: string;
  /** Why, for the audit. */
  reason?: string;
  dryRun?: boolean;
}

/** What a person is told of it, without its text. */
export type Named = Pick<WorkDocument, 'family' | 'id' | 'title'>;

export type Incoming =
  /** Nothing is to be done: `line` says why. */
  | { kind: 'settled'; verdict: 'known' | 'valid'; named: Named; line: string }
  /** Its text is stored under the digest of `ref`. `undo`: when the workspace refuses it. */
  | { kind: 'new'; named: Named; ref: DocumentRef; undo?: () => Promise<void> };

/** Throws `CliError` when the input is not valid, or its id is another document's. */
export type Prepare = (context: Context, place: IntakePlace, options: AddOptions, input: Input) => Promise<Incoming>;

export const nameOf = ({ family, id }: Named): string => `${family} ${id}`;

export const documents =
  (family: string): Prepare =>
  async (context, place, { dryRun }, given) => {
    const worded = given.said ? await inWords(context, place, family, given) : null;
    if (worded?.kind === 'known') {
      const named = namedOf(worded.document);
      const line = `The same is said already: ${nameOf(named)} is ${worded.state}.${stayNote(worded.state, named)}`;
      return { kind: 'settled', verdict: 'known', named, line };
    }
    if (worded?.kind === 'input') context.note(UNSTATED);
    const input = worded?.input ?? given;
    const { notes, document, text } = checkInput(family, input);
    for (const note of notes) context.note(note);
    const named = namedOf(document);
    const known = findKnown(place.dir, document, text);
    if (known !== null) {
      const line = `${nameOf(named)} is already known: it is ${known}.${stayNote(known, named)}`;
      return { kind: 'settled', verdict: 'known', named, line };
    }
    const { documentFacts } = await import('../../core/documents/facts.js');
    if (dryRun === true) return valid(named, selfNote(documentFacts(document, '', 'command')));
    const { putText } = await import('../../disk/store/texts.js');
    const sha256 = await putText(await stateFolder(context, place), text);
    return { kind: 'new', named, ref: documentFacts(document, sha256, 'command') };
  };

/** What makes a document of words is loaded where there are some. */
const inWords = async (context: Context, place: IntakePlace, family: string, given: Input): Promise<Worded | null> =>
  (await import('./worded.js')).wordedDocument(context, place.dir, family, given);

const UNSTATED =
  'What nobody stated is marked as such in the document: the agents find it out, and say what they took.';

/** What would be needed to have it run. */
function stayNote(state: ItemState, { id }: Named): string {
  if (state === 'blocked') return ` \`millrace retry ${id}\` gives it another try.`;
  return state === 'cancelled' || state === 'superseded' ? ' It will not run: give the work a new id.' : '';
}

export const ideas: Prepare = async (context, place, { dryRun, title }, input) => {
  const { takeIdea, lookAtIdea, dropCopy } = await import('../../disk/intake/ideas.js');
  const [{ ideaHead }, { firstIdFor }] = await Promise.all([
    import('../../core/documents/idea.js'),
    import('../../core/documents/worded.js'),
  ]);
  const given = Buffer.from(input.bytes);
  const bytes = title === undefined ? given : Buffer.concat([Buffer.from(`# ${title}\n\n`), given]);
  const stem = input.path === null ? null : path.basename(input.path, path.extname(input.path));
  const head = ideaHead(bytes.toString('utf8'), stem ?? IDEA);
  // A file is named by whoever wrote it; of a sentence a name is made as of any other document.
  const name = stem ?? firstIdFor(IDEA, head.title);
  const dirs = { workspace: place.dir, state: await stateFolder(context, place) };
  const from = input.path === null ? null : path.basename(input.path);
  const idea = { name, bytes, from, by: context.issuer, source: 'command' as const };
  const taken = dryRun === true ? lookAtIdea(dirs, idea) : await takeIdea(dirs, idea, new Set());
  if (taken.kind === 'refused') throw failed('invalid_idea', `${input.name} is no idea: ${taken.reason}`);
  if (taken.kind === 'known') {
    const named = { family: 'spec', id: taken.id, title: head.title };
    return { kind: 'settled', verdict: 'known', named, line: `The idea is already known: it is ${nameOf(named)}.` };
  }
  if (taken.kind === 'free') {
    const { id, instead } = taken;
    const note =
      instead === null ? null : `Spec ${instead} was made of another text, so this one becomes a spec of its own.`;
    return valid({ family: 'spec', id, title: head.title }, note);
  }
  const undo = (): Promise<void> => (taken.fresh ? dropCopy(dirs, taken.ref.id) : Promise.resolve());
  return { kind: 'new', named: namedOf(taken.document), ref: taken.ref, undo };
};

export async function stateFolder(context: Context, { id }: IntakePlace): Promise<string> {
  const { stateHome } = await import('../../worker/state-home.js');
  return `${stateHome(context.env)}/${id}`;
}

export function conflict(message: string): CliError {
  return new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint: 'Choose another id.' });
}

const namedOf = ({ family, id, title }: WorkDocument): Named => ({ family, id, title });

function valid(named: Named, note: string | null = null): Incoming {
  const line = `${nameOf(named)} is valid; nothing was changed.`;
  return { kind: 'settled', verdict: 'valid', named, line: note === null ? line : `${line} ${note}` };
}

/** What the document alone shows of its dependencies: that it can never run; else null. */
export function selfNote({ family, id, dependsOn }: DocumentRef): string | null {
  if (neededFamily(family) !== family || !dependsOn.includes(id)) return null;
  return `It will not run: it depends on itself. Take ${id} out of its \`Depends-On\`.`;
}
