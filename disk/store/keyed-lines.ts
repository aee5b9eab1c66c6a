// A file of JSON lines that only grows, one line per key: a repeat comes soon after the first try, so the end of the file
// suffices to recognise it. Torn lines are passed over.
import { jsonLines } from '../../core/json-lines.js';
import { appendLines } from '../write.js';
import { type Mark, readNews } from '../tail.js';
import { own } from '../../core/own.js';

const TAIL_BYTES = 1024 * 1024;
const KEYS_KEPT = 20_000;

interface Known {
  mark: Mark | null;
  keys: Set<string>;
}
const known = new Map<string, Known>();

type Line = Record<string, unknown>;

/**
 * Appends the lines whose key is new. `field`: where a line has its key. `texts`: those lines as they are written. Hold the mirror
 * while it runs.
 */
export async function appendNew(
  file: string,
  field: string,
  lines: readonly { key: string; line: Line }[],
  texts: (fresh: readonly Line[]) => string[] | Promise<string[]> = (fresh) =>
    fresh.map((line) => JSON.stringify(line)),
): Promise<void> {
  if (lines.length === 0) return;
  const { keys } = await refresh(file, field);
  const fresh = [...new Map(lines.map((one) => [one.key, one])).values()].filter(({ key }) => !keys.has(key));
  if (fresh.length > 0) await appendLines(file, await texts(fresh.map(({ line }) => line)));
  await refresh(file, field);
}

async function refresh(file: string, field: string): Promise<Known> {
  const now = known.get(file) ?? { mark: null, keys: new Set<string>() };
  known.set(file, now);
  const news = readNews(file, now.mark, { last: TAIL_BYTES });
  if (news.anew) now.keys.clear();
  now.mark = news.mark;
  for (const line of jsonLines(news.text)) {
    const key = own(line, field);
    if (typeof key === 'string') now.keys.add(key);
  }
  for (const oldest of now.keys) {
    if (now.keys.size <= KEYS_KEPT) break;
    now.keys.delete(oldest);
  }
  return now;
}
