// Lineage: each open root with how far it is, what its requirements say and what keeps it open, and below it the tree of its items.
import { counted, countsText } from '../../../cli/door.js';
import type { Branch, Lineage } from '../facts.js';
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { flow, line, part, wrap } from '../text.js';

export function lineageRows({ facts, debug }: State): Row[] {
  if (facts === null) return [];
  if (facts.lineages === null) return [note('wait', () => [line('Reading the documents…')])];
  if (facts.lineages.length === 0)
    return [
      note('none', (width) => wrap('No root is open: `millrace closures ls --all` shows those that closed.', width)),
    ];
  return facts.lineages.flatMap((one) => [rootRow(one, debug), ...one.items.map((item) => branchRow(one.root, item))]);
}

function rootRow(one: Lineage, debug: boolean): Row {
  const { root, title, done, total, closure, requirements } = one;
  return {
    key: `root ${root}`,
    text: `${root} ${title}`,
    target: { root, item: { family: 'spec', id: root } },
    lines: (width) => [
      ...flow(
        [
          part(root, 'bold'),
          part(title),
          part(`${done} of ${counted(total, 'item')} done`),
          part(requirements === null ? '' : countsText(requirements), requirements?.holes ? 'yellow' : 'plain'),
          part(closureText(closure), closure.state === 'parked' ? 'red' : 'plain'),
        ],
        width,
      ),
      ...(debug && closure.blocked_by.length > 0
        ? flow([part(`    open for ${closure.blocked_by.join(', ')}`, 'dim')], width)
        : []),
    ],
  };
}

const closureText = ({ state, verdict, reason }: Lineage['closure']): string =>
  [state, ...(verdict === null ? [] : [`last verdict ${verdict}`]), ...(reason === null ? [] : [reason])].join(', ');

/** The sign says the state where there is no colour. */
const SIGNS = {
  queued: ['.', 'plain'],
  active: ['>', 'bold'],
  done: ['+', 'green'],
  blocked: ['x', 'red'],
  cancelled: ['-', 'dim'],
  superseded: ['-', 'dim'],
} as const;

const branchRow = (root: string, { family, id, title, state, depth }: Branch): Row => ({
  key: `${root} ${family}/${id}`,
  text: `${family}/${id} ${title} ${state}`,
  target: { item: { family, id } },
  lines: (width) => {
    const [sign, style] = SIGNS[state];
    return flow([part(`${'  '.repeat(depth)}${sign} ${family}/${id}`, style), part(title), part(state, style)], width);
  },
});
