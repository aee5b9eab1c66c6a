import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../src/find.js';

test('a file of the folder', () => {
  assert.equal(find('/srv/public', '/a/b.txt'), '/srv/public/a/b.txt');
  assert.equal(find('/srv/public', '/notes..txt'), '/srv/public/notes..txt');
});

for (const path of ['/../x', '/%2e%2e/x', '/a/../../x', '/..\\x', '/../public-old/x', '/%zz', '/a%00'])
  test(`${path} is not found`, () => {
    assert.equal(find('/srv/public', path), null);
  });
