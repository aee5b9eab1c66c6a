// The lineage of a spec, an incident or a probe, as `queue show` lists it: each item below it, its state, and why it stands there.
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { readPiece, shown } from '../../read/files.js';
import type { HeadsOf } from '../../read/heads.js';
import type { ItemView } from '../../read/items.js';
import { readLineage } from '../../read/lineage.js';
import type { ReasonOf } from '../../read/waiting.js';
import { listed, restInJson, ROWS } from '../render/listed.js';
import { clip, table } from '../render/table.js';
import { REASON_WIDTH } from '../render/widths.js';
import { word } from '../render/word.js';

/** `why`: null where its state says it. */
export type BelowView = ItemView & { why: string | null };

const TITLE_WIDTH = 60;

/** Oldest first. `waits`: why queued items wait. */
export function itemsBelow(dir: string, id: string, heads: HeadsOf, waits: ReasonOf): BelowView[] {
  return readLineage(dir, heads, id).map((item) => {
    const why = item.state === 'blocked' ? word(own(diagnosticsOf(dir, item) ?? {}, 'reason')) : waits(item);
    return { ...item, why };
  });
}

export function belowLines(items: readonly BelowView[]): string[] {
  const rows = items.map(({ state, family, id, title, why }) => [
    ...[state, `${family}/${id}`, clip(title, TITLE_WIDTH)],
    clip(why ?? '', REASON_WIDTH),
  ]);
  return listed(table(rows), ROWS, restInJson);
}

/** Null when there is no file, or none that is whole. */
export const diagnosticsOf = (dir: string, { family, id }: { family: string; id: string }) =>
  jsonObject(readPiece(shown(dir, runtimePaths.blocked(family, id)))?.text);
