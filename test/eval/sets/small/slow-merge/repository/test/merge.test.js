import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from '../src/merge.js';

test('the newer one counts', () => {
  assert.deepEqual(merge([{ id: 1, text: 'a' }], [{ id: 1, text: 'b' }]), [{ id: 1, text: 'b' }]);
});
