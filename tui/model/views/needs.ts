// Needs you: what waits for a person, the most urgent first, each with the commands that answer it.
import { partsOf } from '../../../cli/door.js';
import type { Asked } from '../facts.js';
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { flow, indented, line, type Line, part, wrap } from '../text.js';

export function needRows({ facts, debug }: State): Row[] {
  const needs = facts?.needs ?? [];
  if (needs.length === 0) return [note('none', (width) => wrap('Nothing waits for you.', width))];
  return needs.map((need) => needRow(need, debug));
}

function needRow(need: Asked, debug: boolean): Row {
  const { item, kind, name } = need;
  return {
    key: need.id,
    text: `${need.summary} ${need.cause} ${kind}`,
    target: {
      ...(item === null ? {} : { item: partsOf(item) }),
      ...(kind === 'approval_pending' ? { approval: name } : {}),
    },
    lines: (width) => [...headLines(need, width), ...(debug ? idLines(need, width) : [])],
    detail: (width) => detailLines(need, width),
  };
}

/** Without colour the first sign says how urgent it is. */
const headLines = ({ severity, summary, cause, actions }: Asked, width: number): Line[] => [
  ...wrap(`${severity === 'critical' ? '!!' : '! '} ${summary}`, width, severity === 'critical' ? 'red' : 'yellow'),
  ...flow([part(`   ${cause}`)], width),
  ...(actions[0] === undefined ? [] : flow([part(`   ${actions[0]}`, 'dim')], width)),
];

const idLines = ({ id, kind, severity, since }: Asked, width: number): Line[] =>
  flow(
    [`   ${id}`, kind, severity, since === null ? 'since nobody knows when' : `since ${since}`].map((text) =>
      part(text, 'dim'),
    ),
    width,
  );

const detailLines = ({ summary, cause, since, remedy, actions, evidence }: Asked, width: number): Line[] => [
  ...wrap(summary, width, 'bold'),
  ...wrap(cause, width),
  ...(since === null ? [] : wrap(`since ${since}`, width, 'dim')),
  ...[line(''), ...wrap(`What to do: ${remedy}`, width)],
  ...list('Commands', actions, width),
  ...list('Files that tell more', evidence, width),
];

const list = (heading: string, entries: readonly string[], width: number): Line[] =>
  entries.length === 0
    ? []
    : [line(''), line(heading, 'bold'), ...entries.flatMap((entry) => indented(entry, width, 2))];
