import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/total.js';

test('pieces are added up', () => {
  assert.equal(total([{ price: 250, pieces: 2 }]), 500);
});

test('two lines of half a cent are two cents', () => {
  const line = { price: 101, pieces: 1, discount: 50 };
  assert.equal(total([line, line]), 102);
});

test('nothing is less than free', () => {
  assert.equal(total([{ price: 500, pieces: 1, discount: 150 }]), 0);
});
