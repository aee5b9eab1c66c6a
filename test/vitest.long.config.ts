// Tests that take minutes: run on their own, one after the other.
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    pool: 'forks',
    maxWorkers: 1,
    include: ['test/long/**/*.test.ts'],
    // Quick, and so in `npm test`.
    exclude: ['test/long/checker/**'],
    globalSetup: 'test/setup/server.ts',
    testTimeout: 20 * MINUTE,
    hookTimeout: MINUTE,
    passWithNoTests: true,
  },
});
