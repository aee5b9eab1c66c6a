import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/total.js';

test('pieces are added up', () => {
  assert.equal(total([{ price: 250, pieces: 2 }]), 500);
});
