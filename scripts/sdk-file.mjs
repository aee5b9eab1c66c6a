// Makes Temporal's SDK one file, `dist/cli/sdk.cjs`: it is some six hundred modules, and a worker that starts waits for them.
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { messagesLater } from './messages-later.mjs';

/** What our code asks for, and the thread. All of the SDK must come from one file: an error of one copy is none of another's. */
export const SDK = [
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/common/lib/time.js',
  '@temporalio/envconfig',
  '@temporalio/interceptors-opentelemetry/lib/worker/index.js',
  '@temporalio/worker',
  '@temporalio/worker/lib/workflow/vm-shared.js',
  '@temporalio/worker/lib/workflow/workflow-worker-thread',
  '@temporalio/workflow',
];

/** Needed to bundle workflows, which the build does and no worker. */
const BUNDLERS = /^(webpack|memfs|unionfs)$/;
const THREAD = "require.resolve('./workflow-worker-thread')";
/** Its package is one of the SDK's, which need not lie where ours do. */
const BRIDGE =
  "require('node:module').createRequire(require.resolve('@temporalio/worker')).resolve('@temporalio/core-bridge/package.json')";
/** Reads maps of stack traces, from beside itself. */
const MAPPINGS = 'mappings.wasm';
const OUR_THREAD = "require('node:path').join(__dirname, 'sdk-thread.cjs')";

const withoutBundlers = {
  name: 'without-bundlers',
  setup: (made) => {
    made.onResolve({ filter: BUNDLERS }, ({ path }) => ({ path, namespace: 'bundlers' }));
    made.onLoad({ filter: /./, namespace: 'bundlers' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** A module finds what lies beside it from where it was: a native library, and modules that it gives to others by path. */
const keepPlaces = (packages) => ({
  name: 'keep-places',
  setup: (made) =>
    made.onLoad({ filter: /@temporalio\/(worker|core-bridge)\/.*\.js$/ }, ({ path }) => {
      const { resolve } = createRequire(path);
      const named = (whole, name) => {
        try {
          return `require.resolve('${relative(packages, resolve(name))}')`;
        } catch {
          return whole;
        }
      };
      const text = readFileSync(path, 'utf8')
        .replace(THREAD, OUR_THREAD)
        .replace(/require\.resolve\('(\.[^']+)'\)/g, named)
        .replace(/(?<=path\.resolve\()__dirname/, `${BRIDGE}, '..'`);
      return { contents: text, loader: 'js' };
    }),
});

/** Gives the path of the file. `options`: of the bundler, as for the command line. */
export async function sdkFile(cli, options) {
  const packages = join(dirname(createRequire(import.meta.url).resolve('@temporalio/worker/package.json')), '..', '..');
  const file = join(cli, 'sdk.cjs');
  const parts = SDK.map((name) => `'${name}': () => require('${name}')`);
  await build({
    ...options,
    plugins: [withoutBundlers, keepPlaces(packages), messagesLater],
    external: ['*.node', 'source-map-loader', 'swc-loader'],
    logOverride: { 'require-resolve-not-external': 'silent' },
    stdin: { contents: `module.exports = { ${parts.join(', ')} };`, resolveDir: dirname(packages) },
    outfile: file,
  });
  const worker = createRequire(join(packages, '@temporalio', 'worker', 'package.json'));
  copyFileSync(worker.resolve(`source-map/lib/${MAPPINGS}`), join(cli, MAPPINGS));
  return file;
}
