// The addresses of answers. Each part of an address is looked up in a list of what there is, and never becomes a path unseen.
import type { House, Place } from './house.js';
import { fleetOf } from './fleet.js';
import { badQuestion, notThere } from './refusal.js';
import { jsonReply, jsonText, type Reply } from './reply.js';

export interface Question {
  house: House;
  place: Place;
  /** What stands behind the name of the answer. */
  parts: readonly string[];
  query: URLSearchParams;
  /** ms since 1970. */
  now: number;
}

type Answer = (question: Question) => unknown;

const report: Answer = async ({ place }) => {
  const { text, tag } = await place.watched.report();
  return jsonText(text, tag);
};

/** By the word behind the key of a workspace. */
const ANSWERS = new Map<string, Answer>([['report', report]]);

/** `path`: such as `/api/w/KEY/report`. Throws `Refused`. */
export async function answer(house: House, path: string, query: URLSearchParams): Promise<Reply> {
  const parts = partsOf(path);
  const [, room, key = '', name = '', ...rest] = parts;
  if (room === 'fleet' && parts.length === 2) return jsonReply(await fleetOf(house, Date.now()));
  const found = room === 'w' ? ANSWERS.get(name) : undefined;
  if (found === undefined) throw notThere('such answer', 'docs/dashboard.md lists them.');
  const given = await found({ house, place: house.at(key), parts: rest, query, now: Date.now() });
  return isReply(given) ? given : jsonReply(given);
}

const isReply = (given: unknown): given is Reply =>
  typeof given === 'object' && given !== null && 'type' in given && 'body' in given;

/** Without slashes. */
export function partsOf(path: string): string[] {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    throw badQuestion('This address is not written as addresses are.');
  }
}
