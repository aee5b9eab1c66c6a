// A discount of 100 % or more makes a line free of charge, never negative.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { total } = await import(resolve('src/total.js'));
assert.equal(total([{ price: 500, pieces: 1, discount: 150 }, { price: 100, pieces: 1 }]), 100);
assert.equal(total([{ price: 500, pieces: 1, discount: 100 }]), 0);
