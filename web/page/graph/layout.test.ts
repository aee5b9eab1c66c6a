// The picture of every shipped plan is whole and legible: all stages and edges are there, nothing stands on anything, all is in its frame.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPicture } from '../../../test/support/picture.js';
import type { EdgePicture, PlanePicture } from '../../contract.js';
import { wayKey } from './drawn.js';
import { bottom, type Box, type Laid, left, right, top } from './geometry.js';
import { layoutOf } from './layout.js';
import { shortOutcome } from './words.js';

const WIDE = { isNarrow: false, hasFigures: true };
const STAGE = {
  ...{ stageKind: 'x', runner: 'r', model: null, effort: null, permission: 'basic', timeout: 1, outcomes: ['A'] },
};
/** Of every mode that ships; modes that differ in models alone have the same picture. */
const all = readdirSync('assets/modes').flatMap((file) => shippedPicture(file.replace('.toml', '')).planes);
const keyOf = ({ plane, edges, entries }: PlanePicture): string => JSON.stringify([plane, edges, entries]);
const planes = [...new Map(all.map((plane) => [keyOf(plane), plane])).values()].map((one) => [one.plane, one] as const);
const shapes = [true, false].flatMap((isNarrow) =>
  [true, false].map((hasFigures) => ({ isNarrow, hasFigures, isTerse: hasFigures === isNarrow })),
);

/** By how many px both lie on each other, in the direction where it is less. */
const overlap = (a: Box, b: Box): number =>
  Math.min(
    Math.min(right(a), right(b)) - Math.max(left(a), left(b)),
    Math.min(bottom(a), bottom(b)) - Math.max(top(a), top(b)),
  );

const pairs = (boxes: readonly Box[]): [Box, Box][] =>
  boxes.flatMap((a, at) => boxes.slice(at + 1).map((b): [Box, Box] => [a, b]));

/** What a reader could not make out; none in a good picture. */
function faults(plane: PlanePicture, laid: Laid): unknown[] {
  const ids = new Set(laid.places.map(({ id }) => id));
  const { places, links, rails, width, height } = laid;
  const labels = [...links.flatMap(({ label }) => label ?? []), ...rails.map(({ label }) => label)];
  const points = links.flatMap((link) => link.points).map((point) => ({ ...point, width: 0, height: 0 }));
  const isIn = (box: Box): boolean => left(box) >= 0 && top(box) >= 0 && right(box) <= width && bottom(box) <= height;
  return [
    ...plane.nodes.filter(({ node }) => !ids.has(`node:${node}`)),
    ...plane.entries.filter(({ family, node }) => !isLinked(laid, `entry:${family}`, `node:${node}`)),
    ...plane.edges.filter((edge) => !isDrawn(laid, edge)),
    ...pairs(places).filter(([a, b]) => overlap(a, b) > 0),
    ...[...places, ...labels, ...points].filter((box) => !isIn(box)),
  ];
}

const isLinked = (laid: Laid, from: string, to: string): boolean =>
  laid.links.some((link) => link.from === from && link.to === to);

/** From its stage to where it leads, link by link. */
function isDrawn(laid: Laid, edge: EdgePicture): boolean {
  const links = (laid.ways.get(wayKey(edge)) ?? []).flatMap((id) => laid.links.find((link) => link.id === id) ?? []);
  const isWhole = links.every((link, at) => at === 0 || link.from === links[at - 1]?.to);
  const leads = links.at(-1)?.to === `${edge.ends ? 'end' : 'node'}:${edge.to}`;
  return links[0]?.from === `node:${edge.from}` && isWhole && leads;
}

describe.each(planes)('%s', (_, plane) => {
  it('is whole, apart and in its frame, whatever the shape, and the same each time', () => {
    for (const shape of shapes) expect(faults(plane, layoutOf(plane, shape)), JSON.stringify(shape)).toEqual([]);
    expect(layoutOf(structuredClone(plane), WIDE)).toEqual(layoutOf(plane, WIDE));
  });
});

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const drawnEdge: fc.Arbitrary<EdgePicture> = fc.record({
  ...{ from: names, to: names, ends: fc.boolean(), outcome: fc.constantFrom('GO', 'STOP', 'MEND') },
  is: fc.constantFrom('success' as const, 'repair' as const, 'failure' as const),
  bound: fc.option(fc.record({ name: fc.constantFrom('p', 'q'), limit: fc.nat(9), then: names })),
});

it('any plan that somebody may write is drawn, and legibly', () => {
  const edges = fc.uniqueArray(drawnEdge, { maxLength: 24, selector: wayKey });
  const entries = fc.uniqueArray(fc.record({ family: names, node: names }), {
    maxLength: 3,
    selector: (one) => one.family,
  });
  fc.assert(
    fc.property(edges, entries, fc.constantFrom(...shapes), (drawn, begins, shape) => {
      const nodes = ['a', 'b', 'c', 'd', 'e', 'f'].map((node) => ({ node, ...STAGE }));
      const plane: PlanePicture = { plane: 'planning', nodes, edges: drawn, entries: begins };
      expect(faults(plane, layoutOf(plane, shape))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it('draws the ladder of a blocked stage once, on a rail that all stages join', () => {
  const execution = shippedPicture('default_codex').planes.find(({ plane }) => plane === 'execution');
  if (!execution) throw new Error('no execution plane');
  const { rails, links } = layoutOf(execution, WIDE);
  const [blocked] = rails.filter(({ outcomes }) => outcomes.join() === 'BLOCKED');
  expect(links.filter(({ to }) => to === blocked?.id).map(({ node }) => node)).toContain('builder');
  expect(links.filter(({ from }) => from === blocked?.id).map(({ to, lines }) => [to, ...lines])).toEqual([
    ['node:troubleshooter', '1st, max 2'],
    ['node:consultant', '2nd, max 2'],
    ['end:stuck', '3rd'],
  ]);
});

it('takes a plane of nothing', () => {
  const none = layoutOf({ plane: 'planning', nodes: [], edges: [], entries: [] }, WIDE);
  expect([none.places, none.width, none.height]).toEqual([[], 20, 20]);
});

it.each([
  ['CHECKER_PASS', 'checker', 'pass'],
  ['UPDATE_COMPLETE', 'updater', 'complete'],
  ['RECON_TO_EXECUTION', 'recon', 'to execution'],
  ['INTEGRATION_COMPLETE', 'integrator', 'complete'],
  ['FIX_NEEDED', 'doublechecker', 'fix needed'],
  ['BLOCKED', 'builder', 'blocked'],
  ['BUILDER', 'builder', 'builder'],
])('%s of %s is written as %s', (outcome, node, short) => {
  expect(shortOutcome(outcome, node)).toBe(short);
});
