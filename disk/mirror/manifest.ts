// Which files in the queue folders are ours: an append-only list, folded in memory. The newest line of a path counts.
import { setImmediate } from 'node:timers/promises';
import { ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import type { Order } from '../../core/contracts/mirror.js';
import type { DocumentHead } from '../../core/documents/head.js';
import { isStory, type Story } from '../../core/contracts/story.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { appendLines, writeAtomic } from '../write.js';
import { jsonLines } from '../../core/json-lines.js';
import { type Mark, readNews } from '../tail.js';

/** A file of ours. `order`: of the change that it shows; null for an emitted file that no workflow has placed yet. */
export interface Shown {
  sha256: string;
  order: Order | null;
  /** Depth below its root; absent = 0. */
  generation?: number;
  /** Key of the blocked item that it stands for. */
  replaces?: string;
  /** Of a queued document, for lists that cannot open thousands of files. */
  head?: DocumentHead;
  /** And the root that it belongs to. */
  root?: string;
  /** Id of the item that took the place of a superseded one. */
  replacedBy?: string;
  /** What its next activation is to know. */
  story?: Story;
}

export type ManifestLine = ({ path: string } & Shown) | { path: string; gone: true };

/** By path relative to `millrace-agents/`. */
export type Manifest = ReadonlyMap<string, Shown>;

/** One folder in which an item can be, and what the manifest says of it. */
export interface ManifestPlace {
  state: ItemState;
  path: string;
  shown: Shown | null;
}

interface Known {
  mark: Mark | null;
  lines: number;
  shown: Map<string, Shown>;
}

const known = new Map<string, Known>();

/** The manifest as it is now. Cheap when nothing changed: later calls change the map that earlier ones gave. */
export async function readManifest(dirs: Dirs): Promise<Manifest> {
  const file = manifestFile(dirs);
  const now = known.get(file) ?? { mark: null, lines: 0, shown: new Map<string, Shown>() };
  known.set(file, now);
  // The read is synchronous, and whoever asks in a loop has to let others have their turn.
  await setImmediate();
  const news = readNews(file, now.mark);
  if (news.anew) {
    now.shown.clear();
    now.lines = 0;
  }
  now.mark = news.mark;
  for (const line of jsonLines(news.text)) fold(now, line);
  return now.shown;
}

/** Adds lines; the map given by `readManifest` shows them when this returns. */
export async function appendManifest(dirs: Dirs, lines: readonly ManifestLine[]): Promise<void> {
  if (lines.length === 0) return;
  await appendLines(
    manifestFile(dirs),
    lines.map((line) => JSON.stringify(line)),
  );
  await readManifest(dirs);
}

/** Rewrites the file with one line per path, once old lines outnumber the live ones. Hold the mirror while it runs. */
export async function compactManifest(dirs: Dirs, slack = 2_000): Promise<void> {
  const file = manifestFile(dirs);
  const shown = await readManifest(dirs);
  if ((known.get(file)?.lines ?? 0) <= 2 * shown.size + slack) return;
  const lines = [...shown].map(([path, value]) => `${JSON.stringify({ path, ...value })}\n`);
  await writeAtomic(file, lines.join(''), { fsync: true });
}

/** Every folder in which an item of this family can be; the family must be known. */
export function placesOf(manifest: Manifest, family: string, id: string): ManifestPlace[] {
  return ITEM_STATES.map((state) => {
    const path = runtimePaths.document(family, state, id);
    return { state, path, shown: manifest.get(path) ?? null };
  });
}

/** Negative, zero or positive, as `a` is older than, equal to, or newer than `b`. Null is older than any order. */
export function compareOrders(a: Order | null, b: Order | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a[0] - b[0] || a[1] - b[1];
}

const manifestFile = (dirs: Dirs): string => shownFile(dirs, runtimePaths.manifest);

function fold(into: Known, line: Record<string, unknown>): void {
  into.lines += 1;
  const { path, sha256, order, gone, generation, replaces, replacedBy, head, root, story } = line;
  if (typeof path !== 'string') return;
  if (gone === true) into.shown.delete(path);
  else if (typeof sha256 === 'string')
    into.shown.set(path, {
      sha256,
      order: Array.isArray(order) ? (order as Order) : null,
      ...(typeof generation === 'number' ? { generation } : {}),
      ...(typeof replaces === 'string' ? { replaces } : {}),
      ...(typeof head === 'object' && head !== null ? { head: head as DocumentHead } : {}),
      ...(typeof root === 'string' ? { root } : {}),
      ...(typeof replacedBy === 'string' ? { replacedBy } : {}),
      ...(isStory(story) ? { story } : {}),
    });
}
