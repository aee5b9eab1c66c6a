// The result is what it is today: each id once, the newer entry at the place where its id stood first.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { merge } = await import(resolve('src/merge.js'));
const of = (...ids) => ids.map((id, index) => ({ id, index }));
assert.deepEqual(merge(of(3, 1, 2), of(2, 9, 3)), [{ id: 3, index: 2 }, { id: 1, index: 1 }, { id: 2, index: 0 }, { id: 9, index: 1 }]);
assert.deepEqual(merge(of(1, 1), []), [{ id: 1, index: 1 }]);
