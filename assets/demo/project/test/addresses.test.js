import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses } from '../src/addresses.js';

test('every title gets an address', () => {
  assert.deepEqual(addresses(['Hello', 'May']), ['hello', 'may']);
});
