// The tiers of the tests, from no process at all to a server and real runners. The long ones have a config of their own.
import { defineConfig } from 'vitest/config';
import { HANG_MS } from './support/hang.js';

const root = new URL('..', import.meta.url).pathname;
const setupServer = 'test/setup/server.ts';
const folders = [
  'core',
  'disk',
  'workflows',
  'agents',
  'activities',
  'worker',
  'read',
  'cli',
  'mcp',
  'tui',
  'web',
  'bench',
];

const bounds = { testTimeout: HANG_MS, hookTimeout: HANG_MS, expect: { poll: { timeout: 0.9 * HANG_MS } } };

/** They put other modules in the place of ours, and so load all of them for themselves. */
const APART = ['mcp/calls.test.ts', 'test/pure/made-up-*.test.ts', 'test/files/new-runner.test.ts'];
/** Files after each other in one process, which has loaded our modules then: to load them costs most of these files more than their tests. */
const together = { isolate: false, exclude: APART };

const tier = (name: string, include: string[], more: object = {}) => ({
  test: { name, root, include, ...bounds, ...more },
});

export default defineConfig({
  root,
  test: {
    pool: 'forks',
    // One more than the cores of a small machine: most of a test on a server is waiting.
    maxWorkers: 3,
    projects: [
      tier('pure', [...folders.map((folder) => `${folder}/**/*.test.ts`), 'test/pure/**/*.test.ts'], together),
      tier('apart', APART),
      tier('agents', ['test/agents/**/*.test.ts', 'test/model-server/**/*.test.ts']),
      tier('check', ['test/check/**/*.test.ts', 'test/long/checker/**/*.test.ts']),
      tier('cli', ['test/cli/**/*.test.ts']),
      tier('files', ['test/files/**/*.test.ts'], together),
      tier('histories', ['test/histories/**/*.test.ts']),
      tier('web', ['test/web/**/*.test.ts'], { ...together, globalSetup: 'test/setup/web.ts' }),
      tier('server', ['test/server/**/*.test.ts'], { globalSetup: setupServer }),
      tier('conformance', ['test/conformance/**/*.test.ts'], { globalSetup: setupServer }),
      tier('runners', ['test/runners/*.test.ts'], { globalSetup: ['test/setup/runners.ts', setupServer] }),
    ],
  },
});
