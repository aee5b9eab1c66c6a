// The event log: one JSON line per event, once per key. Nothing in the system depends on it; it is for people and
// tools.
import { runtimePaths } from '../../core/contracts/paths.js';
import { type Dirs, shownFile } from '../dirs.js';
import { appendLines } from '../files/atomic.js';
import { jsonLines } from '../../core/json-lines.js';
import { type Mark, readNews } from '../files/tail.js';

export interface LoggedEvent {
  /** The same key is never logged twice. */
  key: string;
  type: string;
  /** ISO 8601. */
  at: string;
  data: Record<string, unknown>;
}

/** A repeat comes soon after the first try, so the end of the log suffices to recognise it. */
const TAIL_BYTES = 1024 * 1024;
const KEYS_KEPT = 20_000;

interface Known {
  mark: Mark | null;
  keys: Set<string>;
}
const known = new Map<string, Known>();

/** Appends the events whose key is new. Hold the mirror while it runs. */
export async function appendEvents(dirs: Dirs, events: readonly LoggedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const file = shownFile(dirs, runtimePaths.events);
  const { keys } = await refresh(file);
  const fresh = [...new Map(events.map((event) => [event.key, event])).values()].filter(
    (event) => !keys.has(event.key),
  );
  await appendLines(file, fresh.map(lineOf));
  await refresh(file);
}

async function refresh(file: string): Promise<Known> {
  const now = known.get(file) ?? { mark: null, keys: new Set<string>() };
  known.set(file, now);
  const news = await readNews(file, now.mark, TAIL_BYTES);
  if (news.anew) now.keys.clear();
  now.mark = news.mark;
  for (const { key } of jsonLines(news.text)) if (typeof key === 'string') now.keys.add(key);
  for (const oldest of now.keys) {
    if (now.keys.size <= KEYS_KEPT) break;
    now.keys.delete(oldest);
  }
  return now;
}

function lineOf({ key, type, at, data }: LoggedEvent): string {
  const head = { schema_version: '1.0', kind: 'runtime_event', event_type: type, occurred_at: at };
  return JSON.stringify({ ...head, key, data });
}
