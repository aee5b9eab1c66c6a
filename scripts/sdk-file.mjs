// Makes Temporal's SDK one file, `dist/cli/sdk.cjs`: it is some six hundred modules, and a worker that starts waits for them. What the thread of workflows
// needs of them is a second one, `thread.cjs`: a thread reads its own copy of each.
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { listLater, messagesLater } from './messages-later.mjs';

/** What our code asks for. All of the SDK must come from one file: an error of one copy is none of another's. */
export const SDK = [
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/common/lib/time.js',
  '@temporalio/envconfig',
  '@temporalio/interceptors-opentelemetry/lib/worker/index.js',
  '@temporalio/worker',
  '@temporalio/workflow',
];

const IN_THREAD = [
  '@temporalio/proto',
  '@temporalio/worker/lib/workflow/reusable-vm',
  '@temporalio/worker/lib/workflow/vm-shared.js',
  '@temporalio/worker/lib/workflow/workflow-worker-thread',
];

/** Needed to bundle workflows, which the build does and no worker. */
const BUNDLERS = /^(webpack|memfs|unionfs)$/;
/** Its package is one of the SDK's, which need not lie where ours do. */
const BRIDGE =
  "require('node:module').createRequire(require.resolve('@temporalio/worker')).resolve('@temporalio/core-bridge/package.json')";
/** Reads maps of stack traces, from beside itself. */
const MAPPINGS = 'mappings.wasm';
/** Texts of the SDK and what stands there instead: its thread is `cli/sdk-thread.ts`, which may have begun before it and brings its own code along. */
const CHANGES = {
  'threaded-vm.js': [
    [
      "new node_worker_threads_1.Worker(require.resolve('./workflow-worker-thread'))",
      "globalThis[Symbol.for('millrace.workflow-thread')]?.() ?? new node_worker_threads_1.Worker(require('node:path').join(__dirname, 'sdk-thread.cjs'))",
    ],
    ["type: 'init',\n            workflowBundle,", "type: 'init',"],
  ],
  'reusable-vm.js': [
    [
      'new node_vm_1.default.Script(workflowBundle.code, { filename: workflowBundle.filename })',
      'workflowBundle.script ?? $&',
    ],
  ],
};

function changed(path, text) {
  const changes = CHANGES[basename(path)] ?? [];
  const unknown = changes.find(([known]) => !text.includes(known));
  if (unknown !== undefined) throw new Error(`the SDK has changed: see scripts/sdk-file.mjs (${unknown[0]})`);
  return changes.reduce((made, [known, ours]) => made.replace(known, ours), text);
}

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
      const text = changed(path, readFileSync(path, 'utf8'))
        .replace(/require\.resolve\('(\.[^']+)'\)/g, named)
        .replace(/(?<=path\.resolve\()__dirname/, `${BRIDGE}, '..'`);
      return { contents: text, loader: 'js' };
    }),
});

/** Gives the paths of both. `options`: of the bundler, as for the command line. */
export async function sdkFiles(cli, options) {
  const packages = join(dirname(createRequire(import.meta.url).resolve('@temporalio/worker/package.json')), '..', '..');
  const made = [
    await sdkFile({ packages, options, names: SDK, file: join(cli, 'sdk.cjs') }),
    await sdkFile({ packages, options, names: IN_THREAD, file: join(cli, 'thread.cjs') }),
  ];
  const worker = createRequire(join(packages, '@temporalio', 'worker', 'package.json'));
  copyFileSync(worker.resolve(`source-map/lib/${MAPPINGS}`), join(cli, MAPPINGS));
  return made;
}

async function sdkFile({ packages, options, names, file }) {
  const parts = names.map((name) => `'${name}': () => require('${name}')`);
  await build({
    ...options,
    plugins: [withoutBundlers, keepPlaces(packages), messagesLater, listLater],
    external: ['*.node', 'source-map-loader', 'swc-loader'],
    logOverride: { 'require-resolve-not-external': 'silent' },
    stdin: { contents: `module.exports = { ${parts.join(', ')} };`, resolveDir: dirname(packages) },
    outfile: file,
  });
  return file;
}
