// What is about to be added: a checked document with the reference that a workspace takes, or an idea as the spec it becomes.
import path from 'node:path';
import type { DocumentRef, WorkDocument } from '../../core/contracts/documents.js';
import { IDEA, type ItemState } from '../../core/contracts/families.js';
import type { Context } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { checkInput } from './check.js';
import type { Input } from './input.js';
import { findKnown } from './known.js';

export interface Place {
  dir: string;
  /** Id of the workspace. */
  id: string;
}

export interface AddOptions {
  text?: string;
  title?: string;
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
export type Prepare = (context: Context, place: Place, options: AddOptions, input: Input) => Promise<Incoming>;

export const nameOf = ({ family, id }: Named): string => `${family} ${id}`;

export const documents =
  (family: string): Prepare =>
  async (context, place, { dryRun }, input) => {
    const { notes, document, text } = checkInput(family, input);
    for (const note of notes) context.note(note);
    const named = namedOf(document);
    const known = findKnown(place.dir, document, text);
    if (known !== null) {
      const line = `${nameOf(named)} is already known: it is ${known}.${stayNote(known, named)}`;
      return { kind: 'settled', verdict: 'known', named, line };
    }
    if (dryRun === true) return valid(named);
    const { putText } = await import('../../activities/store/texts.js');
    const { documentFacts } = await import('../../core/documents/facts.js');
    const sha256 = await putText(await stateFolder(context, place), text);
    return { kind: 'new', named, ref: documentFacts(document, sha256, 'command') };
  };

/** What would be needed to have it run. */
function stayNote(state: ItemState, { id }: Named): string {
  if (state === 'blocked') return ` \`millrace retry ${id}\` gives it another try.`;
  return state === 'cancelled' || state === 'superseded' ? ' It will not run: give the work a new id.' : '';
}

export const ideas: Prepare = async (context, place, { dryRun, title }, input) => {
  const { takeIdea, dropCopy } = await import('../../activities/intake/ideas.js');
  const { ideaHead, ideaId } = await import('../../core/documents/idea.js');
  const given = Buffer.from(input.bytes);
  const bytes = title === undefined ? given : Buffer.concat([Buffer.from(`# ${title}\n\n`), given]);
  const stem = input.path === null ? null : path.basename(input.path, path.extname(input.path));
  const head = ideaHead(bytes.toString('utf8'), stem ?? IDEA);
  const name = stem ?? head.title;
  if (dryRun === true && bytes.toString('utf8').trim() !== '')
    return valid({ family: 'spec', id: ideaId(name), title: head.title });
  const dirs = { workspace: place.dir, state: await stateFolder(context, place) };
  const from = input.path === null ? null : path.basename(input.path);
  const taken = await takeIdea(dirs, { name, bytes, from, by: context.issuer, source: 'command' }, new Set());
  if (taken.kind === 'refused') throw failed('invalid_idea', `${input.name} is no idea: ${taken.reason}`);
  if (taken.kind === 'known') {
    const named = { family: 'spec', id: taken.id, title: head.title };
    return { kind: 'settled', verdict: 'known', named, line: `The idea is already known: it is ${nameOf(named)}.` };
  }
  const undo = (): Promise<void> => (taken.fresh ? dropCopy(dirs, taken.ref.id) : Promise.resolve());
  return { kind: 'new', named: namedOf(taken.document), ref: taken.ref, undo };
};

export async function stateFolder(context: Context, { id }: Place): Promise<string> {
  const { stateHome } = await import('../../worker/state-home.js');
  return `${stateHome(context.env)}/${id}`;
}

export function conflict(message: string): CliError {
  return new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint: 'Choose another id.' });
}

const namedOf = ({ family, id, title }: WorkDocument): Named => ({ family, id, title });

const valid = (named: Named): Incoming => {
  return { kind: 'settled', verdict: 'valid', named, line: `${nameOf(named)} is valid; nothing was changed.` };
};
