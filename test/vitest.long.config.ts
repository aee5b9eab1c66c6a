// Tests that take minutes. By hand they run one after the other, in CI two beside each other: they wait more than they work.
import { defineConfig } from 'vitest/config';
import { HANG_MS } from './support/hang.js';

// For the setup before all tests too, which installs the CLIs of this tier.
process.env['MILLRACE_TIER'] = 'long';

const MINUTE = 60_000;
/** Files that have tests of both tiers, by `test/support/tier.ts`. */
const SHARED = [
  ...[
    'approvals',
    'buttons',
    'control',
    'crash',
    'dead-worker',
    'decide',
    'early-thread',
    'embedded',
    'eval',
    'first-starts',
    'forgotten',
    'golden',
    'host-killed',
    'lanes',
    'learning',
    'modes',
    'moved',
    'notify',
    'pages',
    'reload',
    'second-chance',
    'sizes',
    'staying-up',
    'stuck',
    'workers',
  ].map((name) => `test/server/${name}.test.ts`),
  'test/cli/trust.test.ts',
  'test/conformance/conformance.test.ts',
  'test/files/moving.test.ts',
  ...['commit', 'deliver', 'delivery', 'fit', 'heal', 'meanwhile', 'old', 'setup', 'stacked'].map(
    (name) => `test/files/trees/${name}.test.ts`,
  ),
  'test/runners/modes.test.ts',
  'test/runners/pi-workspace.test.ts',
  'test/runners/claude.test.ts',
  'test/runners/demo-claude.test.ts',
  // With newer versions of the CLIs than `npm test` has, see `test/runners/install.ts`.
  'test/runners/codex.test.ts',
  'test/runners/pi.test.ts',
  'test/agents/worker-death.test.ts',
];
/**
 * Twenty processes at once, a night in ten repositories, a tenth of the campaign, all pages typed in, every command with every
 * fault and every dead worker, every button of Temporal's pages at every moment, more moments of a worker's death, a move between hosts killed at any moment, the dashboard in every width, two workspaces of one repository, more runs of the properties,
 * a thread that dies at once, faults of other records: `npm test` has some of each. A kill at a second chance, what is learned beside the foreground, and Pi without
 * its provider: chaos, the modes and the suite of the runners have them in the slice.
 */
const ON_DEMAND = [
  'test/server/buttons.test.ts',
  'test/server/early-thread.test.ts',
  'test/server/eval.test.ts',
  'test/server/dead-worker.test.ts',
  'test/server/first-starts.test.ts',
  'test/server/learning.test.ts',
  'test/server/second-chance.test.ts',
  'test/conformance/conformance.test.ts',
  'test/runners/pi-workspace.test.ts',
  'test/long/eval.test.ts',
  'test/long/trees-disk.test.ts',
  'test/long/trees-beside.test.ts',
  'test/long/campaign.test.ts',
  'test/server/pages.test.ts',
  'test/long/matrix.test.ts',
  'test/long/machines.test.ts',
  'test/long/moving-killed.test.ts',
  'test/agents/worker-death.test.ts',
  'test/long/web-pages.test.ts',
];
const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    pool: 'forks',
    maxWorkers: IS_SLICE ? 2 : 1,
    include: ['test/long/**/*.test.ts', ...SHARED],
    // The checker is quick, and so in `npm test`.
    exclude: ['test/long/checker/**', ...(IS_SLICE ? ON_DEMAND : [])],
    globalSetup: ['test/setup/runners.ts', 'test/setup/server.ts'],
    testTimeout: 20 * MINUTE,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: 0.9 * HANG_MS } },
    passWithNoTests: true,
  },
});
