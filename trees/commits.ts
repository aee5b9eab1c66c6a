// A commit in the user's repository, made by our settings: who makes it says git where the user works, or whoever calls; what signs it his global
// configuration alone.
import { clip, inert } from '../core/inert.js';
import { refused, type Refused } from './answers.js';
import type { TreesPlace } from './place.js';
import { ours, overTheirs, type UserRepository } from './repository.js';
import {
  nameSettings,
  NOBODY,
  type Person,
  personIn,
  signingEnvironment,
  signingOptions,
  userSettings,
} from './user.js';

export interface NewCommit {
  /** Digests, all in the user's repository. */
  tree: string;
  parents: readonly string[];
  message: string;
  /** ISO 8601 */
  at: string;
  /** Absent = as the user is called. */
  person?: Person;
}

export type Committed = { kind: 'commit'; commit: string } | Refused;

/** In ms: a program that signs may wait for somebody who is asleep. */
const SIGNING_MS = 60_000;

/** The same is made twice of the same, unless it is signed. No ref names it yet. */
export async function makeCommit(place: TreesPlace, repository: UserRepository, what: NewCommit): Promise<Committed> {
  const settings = await userSettings(place);
  const signing = signingOptions(settings);
  const args = [
    'commit-tree',
    ...(signing === null ? [] : ['-S']),
    ...what.parents.flatMap((one) => ['-p', one]),
    what.tree,
  ];
  const env = {
    ...overTheirs(repository),
    ...whoAndWhen(await nameSettings(place, repository), what, place.env),
    ...(signing === null ? {} : signingEnvironment(place)),
  };
  const call = { env, input: what.message };
  try {
    const signed = signing === null ? place : withLimit(place);
    return { kind: 'commit', commit: (await ours(signed, repository, [...(signing ?? []), ...args], call)).trim() };
  } catch (error) {
    if (signing === null) throw error;
    const said = inert(error instanceof Error ? error.message : String(error));
    return refused(
      `The commit could not be signed: ${said}`,
      'Unlock the key that your git signs with, or set commit.gpgSign to false.',
    );
  }
}

function withLimit(place: TreesPlace): TreesPlace {
  const limit = AbortSignal.timeout(SIGNING_MS);
  return { ...place, signal: place.signal === undefined ? limit : AbortSignal.any([limit, place.signal]) };
}

function whoAndWhen(
  names: ReadonlyMap<string, string>,
  { at, person }: NewCommit,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const author = person ?? personIn(names, 'author', env) ?? NOBODY;
  const committer = person ?? personIn(names, 'committer', env) ?? NOBODY;
  const date = `@${Math.floor(Date.parse(at) / 1000)} +0000`;
  return {
    ...{ GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email, GIT_COMMITTER_DATE: date },
  };
}

/** Characters of a first line, and of all others but trailers. */
const LONGEST = 200;
const WIDTH = 72;

/** What a program would take for something else at the beginning of a line: a comment, the end of a message, a patch, a trailer. */
const OTHER = /^(?:#|-{3}|>|diff |Index: |From |[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\s*:)/;

/** Title, why, and lines that say whose it is; what an agent wrote cannot pass for one of them. */
export function messageOf(
  title: string,
  why: string,
  trailers: readonly (readonly [key: string, value: string])[],
): string {
  const first = clip(inert(title.replace(/\s+/g, ' ').trim()), LONGEST);
  const paragraphs = why.split(/\n\s*\n/).map((one) => folded(inert(one.replace(/\s+/g, ' ').trim())));
  const last = trailers.map(([key, value]) => `${key}: ${inert(value)}\n`).join('');
  return [first, ...paragraphs, last].filter(Boolean).join('\n\n');
}

/** In lines of words. */
function folded(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => (OTHER.test(line) ? ` ${line}` : line)).join('\n');
}
