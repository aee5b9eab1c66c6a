// Queue: how many of each family, what comes next in order, and what it waits for; then what is blocked and comes back by itself.
import { counted, duration } from '../../../cli/door.js';
import type { Facts } from '../facts.js';
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { flow, line, type Line, part, wrap } from '../text.js';

export function queueRows({ facts }: State): Row[] {
  if (facts === null) return [];
  const { queue, blocked } = facts;
  const rows = queue.map(headRow);
  const stuck = blocked.map(blockedRow);
  return [
    note('families', (width) => familyLines(facts, width)),
    ...(rows.length === 0 ? [note('none', () => [line('Nothing is queued.')])] : rows),
    ...moreRows(facts),
    ...(stuck.length === 0 ? [] : [note('blocked', () => [line(''), line('Blocked, tried again by itself', 'bold')])]),
    ...stuck,
  ];
}

function familyLines({ families }: Facts, width: number): Line[] {
  const all = Object.entries(families).map(([family, { queued, active, blocked, done, waiting }]) => {
    const waits = waiting === 0 ? '' : ` (${counted(waiting, 'waits', 'wait')})`;
    const counts = [`${queued} queued${waits}`, ...(active > 0 ? [`${active} active`] : [])];
    return `${family}: ${[...counts, ...(blocked > 0 ? [`${blocked} blocked`] : []), `${done} done`].join(', ')}`;
  });
  return all.length === 0 ? [] : [...all.flatMap((text) => wrap(text, width)), line('')];
}

function headRow({ family, id, title, age_s: age, waits_for: waits }: Facts['queue'][number]): Row {
  return {
    key: `${family}/${id}`,
    text: `${family}/${id} ${title} ${waits.join(' ')}`,
    target: { item: { family, id } },
    lines: (width) =>
      flow(
        [
          part(`${family}/${id}`, 'bold'),
          part(title),
          part(age === null ? '' : `for ${duration(age * 1000)}`, 'dim'),
          part(waits.join('; '), 'yellow'),
        ],
        width,
      ),
  };
}

/** Of a long line only the front is read. */
function moreRows({ families, queue }: Facts): Row[] {
  const all = Object.values(families).reduce((sum, { queued }) => sum + queued, 0);
  const left = all - queue.length;
  return left <= 0
    ? []
    : [note('more', (width) => wrap(`… and ${left} more: \`millrace queue ls --limit all\``, width, 'dim'))];
}

const blockedRow = ({ family, id, reason, again }: Facts['blocked'][number]): Row => ({
  key: `blocked ${family}/${id}`,
  text: `${family}/${id} ${reason}`,
  target: { item: { family, id } },
  lines: (width) =>
    flow(
      [part(`${family}/${id}`, 'bold'), part(reason), part(again === null ? '' : `queued again at ${again}`, 'dim')],
      width,
    ),
});
