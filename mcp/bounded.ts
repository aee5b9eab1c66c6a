// An answer that an agent can take in: what is too long is cut, and how much of it is there is said.
import { clip } from '../core/inert.js';
import { jsonBytes } from '../core/contracts/limits.js';
import { isRecord } from '../core/form.js';

export interface Cut {
  /** Of all lists or texts that stand there: `items[].title`. */
  at: string;
  /** Entries of a list, or characters of a text; of several the least that was kept, and the most that there was. */
  kept: number;
  of: number;
}

/** Bytes of the JSON of one answer: some ten thousand tokens. */
export const MOST_BYTES = 40_000;
const TEXT = 4000;
const SHORTEST = 60;

/** Lists whose end is the newest, and so stays. */
const NEWEST_LAST = new Set(['lines', 'changes', 'recent', 'closed', 'runs', 'stages']);

interface Place {
  at: string;
  list: unknown[];
  keepsEnd: boolean;
  bytes: number;
}

/** A copy of at most `bytes` as JSON, the longest lists and texts shortened first. Null when even that is too large. */
export function bounded(given: unknown, bytes = MOST_BYTES): { data: unknown; cut: Cut[] } | null {
  const cuts = new Map<string, Cut>();
  let data = shortTexts(given, TEXT, cuts);
  while (jsonBytes(data) > bytes) {
    const [longest] = listsIn(data).sort((a, b) => b.bytes - a.bytes);
    if (longest === undefined) break;
    halve(longest, cuts);
  }
  for (let most = TEXT / 2; jsonBytes(data) > bytes && most > SHORTEST; most = Math.floor(most / 2))
    data = shortTexts(data, most, cuts);
  return jsonBytes(data) > bytes ? null : { data, cut: [...cuts.values()] };
}

const below = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);

function halve({ at, list, keepsEnd }: Place, cuts: Map<string, Cut>): void {
  const kept = Math.floor(list.length / 2);
  note(cuts, at, kept, list.length);
  list.splice(keepsEnd ? 0 : kept, list.length - kept);
}

function note(cuts: Map<string, Cut>, place: string, kept: number, of: number): void {
  const at = place.replace(/\[\d+\]/g, '[]');
  const before = cuts.get(at);
  cuts.set(at, { at, kept: Math.min(kept, before?.kept ?? kept), of: Math.max(of, before?.of ?? of) });
}

/** Those that can be shortened. */
function listsIn(value: unknown, at = '', key = ''): Place[] {
  if (Array.isArray(value)) {
    const within = value.flatMap((one, index) => listsIn(one, `${at}[${index}]`));
    const place = { at, list: value, keepsEnd: NEWEST_LAST.has(key), bytes: jsonBytes(value) };
    return value.length === 0 ? within : [place, ...within];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => listsIn(one, below(at, name), name));
}

/** A copy. */
function shortTexts(value: unknown, most: number, cuts: Map<string, Cut>, at = ''): unknown {
  if (typeof value === 'string') return shortened(value, most, cuts, at);
  if (Array.isArray(value)) return value.map((one, index) => shortTexts(one, most, cuts, `${at}[${index}]`));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(
    ([key, one]) => [key, shortTexts(one, most, cuts, below(at, key))] as const,
  );
  return Object.fromEntries(entries);
}

function shortened(text: string, most: number, cuts: Map<string, Cut>, at: string): string {
  if (text.length <= most) return text;
  note(cuts, at, most, text.length);
  return clip(text, most);
}
