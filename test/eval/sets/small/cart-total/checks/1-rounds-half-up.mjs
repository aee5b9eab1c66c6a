// Each line of the cart is rounded to whole cents by itself, half a cent upwards.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { total } = await import(resolve('src/total.js'));
assert.equal(total([{ price: 101, pieces: 1, discount: 50 }]), 51);
assert.equal(total([{ price: 333, pieces: 1, discount: 10 }]), 300);
