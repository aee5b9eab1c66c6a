// What `status` shows of its model, line by line: the head, what needs a person, what is blocked, waits, comes next and ended last.
import { listed, moreRows } from '../render/listed.js';
import type { Paint } from '../render/paint.js';
import { clip, section, table, tableRows } from '../render/table.js';
import { clockOf, when } from '../render/when.js';
import { arrow } from '../render/way.js';
import type { Need } from '../../read/need.js';
import { counted } from '../render/count.js';
import { NAME_WIDTH, REASON_WIDTH, REMEDY_WIDTH } from '../render/widths.js';
import { headRows } from './status-head.js';
import type { StatusModel } from './status-model.js';

export function screen(model: StatusModel, now: number, paint: Paint, most: number): string[] {
  const some = (lines: readonly string[]): string[] => listed(lines, most, more('status --limit all'));
  return [
    ...table(headRows(model, now, most)),
    ...needs(model.needsYou, paint, most),
    ...section(paint('bold', 'Blocked'), some(model.blocked.map(blockedLine))),
    ...section(paint('bold', 'Waiting'), some((model.workspace?.waiting ?? []).map(waitingLine))),
    ...section(paint('bold', 'Next'), headLines(model)),
    ...section(paint('bold', 'Last results'), resultLines(model)),
    ...section(
      paint('bold', 'Notes'),
      model.notes.map((note) => clip(note, REASON_WIDTH)),
    ),
  ];
}

const more = (all: string) => (count: number) => moreRows(count, all).join('');

function needs(all: readonly Need[], paint: Paint, most: number): string[] {
  const lines = all
    .slice(0, most)
    .flatMap(({ what, name, reason, remedy, asked }) => [
      `${clip(`${what} ${name}`, NAME_WIDTH)}: ${clip(reason, REASON_WIDTH)}`,
      ...(asked === undefined ? [] : [`  ${clip(asked, REASON_WIDTH)}`]),
      `  what to do: ${clip(remedy, REMEDY_WIDTH)}`,
    ]);
  const left = moreRows(all.length - most, 'status --limit all');
  return section(paint('red', `Needs you (${all.length})`), [...lines, ...left]);
}

function blockedLine({ family, id, diagnostics }: StatusModel['blocked'][number]): string {
  const again = diagnostics?.requeue;
  const next =
    again === undefined ? '' : `; queued again at ${when(again.at)}, attempt ${again.attempt} of ${again.of}`;
  return `${family}/${id}: ${clip(diagnostics?.reason ?? '', REASON_WIDTH)}${next}`;
}

const waitingLine = ({ family, id, reason }: { family: string; id: string; reason: string }): string =>
  `${family}/${id} ${clip(reason, REASON_WIDTH)}`;

function headLines({ heads, counts }: StatusModel): string[] {
  if (heads === null) return [`${counted(counts.queued, 'item')}; \`millrace queue ls\` shows them in order`];
  return heads.map(({ family, id }) => `${family}/${id}`);
}

/** The newest first: a screen that is too small cuts the end. What was said at the end of an item stands below its result, and begins no line of ours. */
function resultLines({ results }: StatusModel): string[] {
  const lines = tableRows(
    results.map(({ at, item, node, outcome, next, why, changed }) => [
      clockOf(at),
      item,
      node,
      outcome,
      arrow(next, why),
      changed,
    ]),
  );
  const blocks = results.map(({ words }, at) => [
    ...(lines[at] ?? []),
    ...(words === '' ? [] : [`  said: ${clip(words, REASON_WIDTH)}`]),
  ]);
  return blocks.reverse().flat();
}
