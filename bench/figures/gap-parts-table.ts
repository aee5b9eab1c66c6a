// The parts of a gap, the sides beside each other.
import { type Part, placeOf, WHERE } from '../gap-parts.js';
import { median, percentile, short, type Table } from '../numbers.js';

const NOTE =
  "Nothing queued behind, in ms, by the runs above: the agents' clocks, and the times in Temporal's histories, whose server has the same clock. Workflow tasks are of " +
  'lineage or workspace, which tell each other by signals; an activity is completed when the server has its result, and a stage started when the server gives it ' +
  'away. The parts of one gap add up to it, their medians hardly.';

/** `parts`: by the name of the side; one without any is left out. */
export function partsTable(parts: ReadonlyMap<string, readonly Part[]>): Table {
  const sides = [...parts].filter(([, all]) => all.length > 0);
  const headers = [
    'where',
    'from',
    'to',
    ...sides.flatMap(([name]) => ['least', 'median', 'n'].map((of) => `${name}: ${of}`)),
  ];
  const rows = kindsOf(sides.flatMap(([, all]) => all)).map((kind) => [
    ...[WHERE[kind.where], kind.from, kind.to],
    ...sides.flatMap(([, all]) => cells(all.filter((part) => placeOf(part) === placeOf(kind)).map(({ ms }) => ms))),
  ]);
  return { title: 'gap: where it goes', note: NOTE, headers, rows };
}

/** One of each, in the order of the way. */
const kindsOf = (parts: readonly Part[]): Part[] =>
  [...new Map(parts.map((part) => [placeOf(part), part])).values()].sort((a, b) => placeOf(a) - placeOf(b));

const cells = (ms: readonly number[]): string[] =>
  ms.length === 0 ? ['-', '-', '0'] : [short(percentile(ms, 0)), short(median(ms)), String(ms.length)];
