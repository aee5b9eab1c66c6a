import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../src/find.js';

test('a file of the folder', () => {
  assert.equal(find('/srv/public', '/a/b.txt'), '/srv/public/a/b.txt');
});
