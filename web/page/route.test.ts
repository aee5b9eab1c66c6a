import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, type Route, routeOf, TABS, withQuery } from './route.js';

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/^\.{1,2}$/.test(text));
const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ is: 'fleet' }),
  fc.record({ is: fc.constant('detail' as const), key: name }),
  fc.record({ is: fc.constantFrom('runs' as const, 'queue' as const, 'events' as const), key: name }),
  fc.record({ is: fc.constant('run' as const), key: name, run: name, request: name, tab: fc.constantFrom(...TABS) }),
  fc.record({ is: fc.constant('item' as const), key: name, family: name, id: name }),
  fc.record({ is: fc.constant('lineage' as const), key: name, root: name }),
);

test('an address leads back to what it is of, whatever stands in the names', () => {
  fc.assert(
    fc.property(routes, (route) => {
      expect(routeOf(addressOf(route))).toEqual(route);
    }),
  );
});

test('no name of somebody else makes an address that is not ours', () => {
  fc.assert(
    fc.property(name, (id) => {
      const address = addressOf({ is: 'item', key: id, family: id, id });
      expect(new URL(address, 'http://127.0.0.1:1/').origin).toBe('http://127.0.0.1:1');
      expect(address).toMatch(/^\/w\/[^/?#]+\/items\/[^/?#]+\/[^/?#]+$/);
    }),
  );
});

test('a run without a stage is its last stage, and a strange tab the output', () => {
  expect(routeOf('/w/shop/runs/run-1')).toEqual({ is: 'run', key: 'shop', run: 'run-1', request: null, tab: 'output' });
  expect(routeOf('/w/shop/runs/run-1/request-2/constructor')).toMatchObject({ request: 'request-2', tab: 'output' });
});

test.each([
  '/x',
  '/w/shop/constructor',
  '/w/shop/items/task',
  '/w/shop/runs/a/b/c/d',
  '/w/%E0%A4%A',
  '/w/shop/flow/more',
])('no page has the address %s', (path) => {
  expect(routeOf(path)).toEqual({ is: 'unknown' });
});

test('words that are empty are no part of an address', () => {
  expect(
    withQuery('/w/shop/runs', [
      ['state', 'blocked'],
      ['text', ''],
      ['item', 'task/a b&c'],
    ]),
  ).toBe('/w/shop/runs?state=blocked&item=task%2Fa+b%26c');
  expect(withQuery('/w/shop/runs', [['state', '']])).toBe('/w/shop/runs');
});
