// Neither of the lists that are given is changed.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { merge } = await import(resolve('src/merge.js'));
const [older, newer] = [[{ id: 1, a: 1 }], [{ id: 1, a: 2 }, { id: 2 }]];
merge(older, newer);
assert.deepEqual([older, newer], [[{ id: 1, a: 1 }], [{ id: 1, a: 2 }, { id: 2 }]]);
