// Ids are numbers or texts, and `1` and `"1"` are two different ids; a text may be `__proto__`.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { merge } = await import(resolve('src/merge.js'));
assert.equal(merge([{ id: 1 }, { id: '1' }], [{ id: '__proto__' }, { id: 1 }]).length, 3);
