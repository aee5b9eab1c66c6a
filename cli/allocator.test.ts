// What the allocator of a worker that stays is told, and that what a person said comes first.
import { expect, it } from 'vitest';
import { sparing } from './allocator.js';

it('is told to be sparing, unless somebody said otherwise', () => {
  expect(sparing({ PATH: '/bin' })).toMatchObject({ PATH: '/bin', MALLOC_ARENA_MAX: '2' });
  expect(sparing({ MALLOC_ARENA_MAX: '8' })).toMatchObject({ MALLOC_ARENA_MAX: '8' });
});
