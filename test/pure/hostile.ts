// What nobody means and somebody sends: ids that tables, paths and comparisons could take for others, documents that are none, and
// messages with one field spoiled.
import type { DocumentRef } from '../../core/contracts/documents.js';

/** The ids of a world's documents and roots. Both are asked for small numbers, and give the same id for the same number. */
export interface Names {
  id(n: number): string;
  root(n: number): string;
}

export const PLAIN: Names = { id: (n) => `d-${n}`, root: (n) => `root-${n}` };

const LONG = 'a'.repeat(119);
const IDS = [
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'],
  // As long as an id may be; that differ by case alone; of which one is the beginning of the other; that look like numbers.
  ...[`${LONG}a`, `${LONG}b`, 'd', 'D', 'd.', 'd.md', 'd-', '1e1'],
];
const ROOTS = ['backlog', 'toLocaleString', 'Backlog'];

export const HOSTILE: Names = {
  id: (n) => IDS[n] ?? `${IDS[n % IDS.length] ?? ''}.${n}`.slice(-120),
  root: (n) => ROOTS[n % ROOTS.length] ?? '',
};

/** What makes a document one that no workspace admits. */
export const IMPOSSIBLE: readonly Partial<DocumentRef>[] = [
  ...['__proto__', '', '.', '..', '../d-1', 'd/1', 'd-1\n', 'd\u0000', 'ä', '١', 'd\u202e', 'a'.repeat(121)].flatMap(
    (id) => [{ id }, { root: id }],
  ),
  ...['constructor', '__proto__', 'toString', '../task', '', 'Task', 'tasks'].map((family) => ({ family })),
  ...['', 'x', 'constructor', 'A'.repeat(64), `${'0'.repeat(64)}\n`, '../../etc/passwd'].map((sha256) => ({ sha256 })),
];

/** What an older build may have let into a state. */
export const INHERITED: readonly object[] = [
  ...['__proto__', '../d-1', 'a'.repeat(121), 7, null].flatMap((id) => [{ id }, { root: id }]),
  ...['__proto__', 'f'.repeat(61)].map((family) => ({ family })),
  ...[null, 'constructor', ''].map((sha256) => ({ sha256 })),
  ...[Array.from({ length: 101 }, (_, n) => `d-${n}`), ['__proto__'], [7, null]].map((waitsFor) => ({ waitsFor })),
];

const NONSENSE: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, 42, 1e300, '', 'x', 'constructor', '__proto__', '9999-12-31T23:59:59Z'],
  ...[
    '+275760-09-13T00:00:00.000Z',
    '-000001-01-01T00:00:00Z',
    'x'.repeat(1000),
    [],
    [null],
    [[]],
    {},
    { toString: 1 },
  ],
  JSON.parse('{"__proto__":{"x":1},"constructor":null}'),
];

type Branch = Record<string, unknown>;

/** A copy with one field, at any depth, replaced or taken away; as it arrives, which is as JSON. */
export function spoiled<T>(value: T, where: number, what: number): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as Branch;
  const spots = spotsIn(copy);
  const spot = spots[where % Math.max(1, spots.length)];
  if (spot === undefined) return NONSENSE[what % NONSENSE.length];
  spot.in[spot.at] = NONSENSE[what % NONSENSE.length];
  return JSON.parse(JSON.stringify(copy)) as unknown;
}

function spotsIn(value: unknown): { in: Branch; at: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const branch = value as Branch;
  return Object.keys(branch).flatMap((at) => [{ in: branch, at }, ...spotsIn(branch[at])]);
}

/** Where in it a number is that JSON cannot say; null when there is none. */
export function unsayable(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, one] of Object.entries(value)) {
    const found = unsayable(one, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
