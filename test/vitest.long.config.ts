// Tests that take minutes: run on their own, one after the other.
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;
const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    pool: 'forks',
    maxWorkers: 1,
    include: ['test/long/**/*.test.ts'],
    // The checker is quick, and so in `npm test`; twenty processes at once are no part of a slice.
    exclude: ['test/long/checker/**', ...(IS_SLICE ? ['test/long/first-starts.test.ts'] : [])],
    globalSetup: 'test/setup/server.ts',
    testTimeout: 20 * MINUTE,
    hookTimeout: MINUTE,
    passWithNoTests: true,
  },
});
