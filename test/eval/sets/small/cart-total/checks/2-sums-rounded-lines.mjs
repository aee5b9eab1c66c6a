// The total is the sum of these rounded lines.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { total } = await import(resolve('src/total.js'));
const line = { price: 101, pieces: 1, discount: 50 };
assert.equal(total([line, line]), 102);
assert.equal(total([{ price: 199, pieces: 3, discount: 30 }, line]), 469);
