// Makes the command line one file, `dist/cli/program.cjs`, and Temporal's SDK another; keeps beside them what V8 compiled of them while the
// commands that people wait for were run once.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { SDK, sdkFile } from './sdk-file.mjs';

/** It lies in a file of its own. */
const APART = ['@temporalio/*'];
/** A script that comes from a cache would look for what it imports from where it was compiled. */
const NO_IMPORT = { 'dynamic-import': false };
/** What is read at every start; lines stay short enough for a trace to name one. */
const SMALL = { minifyWhitespace: true, legalComments: 'none', lineLimit: 160 };
/** Run once, in a workspace of their own. */
const COMMANDS = [['init'], ['status'], ['queue', 'ls'], ['trust'], ['compile', 'validate'], ['runs', 'ls']];

/** What a worker has read of the SDK when it has started. */
const SDK_WARM = ['@temporalio/client', '@temporalio/worker', '@temporalio/activity'];

/** Rooms that few commands need, with packages of their own: they stay beside the one file, and are loaded from there. */
const leaveRooms = {
  name: 'leave-rooms',
  setup: (made) =>
    made.onResolve({ filter: /\/mcp\/[a-z-]+\.js$/ }, ({ path }) => ({
      path: path.replace(/^.*(?=\/mcp\/)/, '..'),
      external: true,
    })),
};

/** In one file a module lies elsewhere than its text says: what it looks for lies beside where it was. */
const keepPlaces = (cli) => ({
  name: 'keep-places',
  setup: (made) =>
    made.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (path.includes('node_modules') || !text.includes('import.meta.url')) return undefined;
      const place = `require('node:url').pathToFileURL(require('node:path').join(__dirname, ${JSON.stringify(relative(cli, path))})).href`;
      return { contents: text.replaceAll('import.meta.url', place), loader: 'js' };
    }),
});

/** A text of one byte a sign is read three times as fast. What is left stands in patterns and comments, where its number means the same. */
const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is not in the SDK's file would come from the packages, as a second copy of the SDK. */
function mustKnow(program) {
  const asked = [...program.matchAll(/\brequire\("(@temporalio\/[^"]+)"\)/g)].map(([, name]) => name);
  const unknown = asked.find((name) => !SDK.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is asked for, and not in the list of scripts/sdk-file.mjs`);
}

export async function oneFile(dist) {
  const cli = join(dist, 'cli');
  const file = join(cli, 'program.cjs');
  const target = { platform: 'node', target: 'node20', format: 'cjs' };
  const options = { ...target, ...SMALL, bundle: true, keepNames: true, supported: NO_IMPORT };
  const plugins = [keepPlaces(cli), leaveRooms];
  await build({ ...options, plugins, external: APART, entryPoints: [join(cli, 'program.js')], outfile: file });
  mustKnow(readFileSync(file, 'utf8'));
  for (const one of [file, await sdkFile(cli, options)]) writeFileSync(one, inAscii(readFileSync(one, 'utf8')));
  const { status } = spawnSync(process.execPath, [import.meta.filename, dist], { stdio: 'ignore' });
  if (status !== 0) console.error('build: the commands that warm the one file failed; it starts more slowly');
}

/** In a process of its own: the commands print, and are run in the files as they will be. */
async function warm(dist) {
  const loader = await import(pathToFileURL(join(dist, 'cli', 'one-file.js')).href);
  const [program, sdk] = ['program.cjs', 'sdk.cjs'].map((name) => join(dist, 'cli', name));
  const scripts = new Map([program, sdk].map((file) => [file, loader.compiledScript(file)]));
  const codes = await runCommands(loader.evaluate(program, scripts.get(program)).main);
  if (codes.some((code) => code !== 0)) throw new Error(`the commands ended with ${codes.join(', ')}`);
  const modules = loader.exportsOf(sdk, scripts.get(sdk), createRequire(sdk));
  for (const name of SDK_WARM) modules[name]();
  for (const [file, script] of scripts) writeFileSync(loader.cacheFile(file), script.createCachedData());
}

/** Gives their exit codes. */
async function runCommands(main) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-warm-'));
  const codes = [];
  try {
    process.env['MILLRACE_STATE_HOME'] = join(folder, 'state');
    for (const command of COMMANDS) codes.push(await main(['-w', join(folder, 'work'), ...command]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return codes;
}

const [, started, dist] = process.argv;
if (started === import.meta.filename && existsSync(dist)) await warm(dist);
