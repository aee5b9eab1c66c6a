import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from '../src/slug.js';

test('capitals become small', () => {
  assert.equal(slug('Hello'), 'hello');
});

test('every space becomes a dash', () => {
  assert.equal(slug('A day in May'), 'a-day-in-may');
});
