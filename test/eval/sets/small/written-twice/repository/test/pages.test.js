import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feed } from '../src/feed.js';
import { page } from '../src/page.js';

test('a page', () => {
  assert.equal(page('A & B', ['1 < 2']), '<h1>A &amp; B</h1>\n<p>1 &lt; 2</p>\n');
});

test('a feed', () => {
  assert.equal(feed(['A & B']), '<feed>\n<entry title="A &amp; B"/>\n</feed>\n');
});
