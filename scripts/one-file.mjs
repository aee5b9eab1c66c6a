// Makes of the command line two files, `program.cjs` and `rest.cjs`, of Temporal's SDK another, and of what starts them `main.cjs`; keeps
// beside them what V8 compiled of them while the commands that people wait for were run once.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bothParts } from './parts.mjs';
import { SDK, sdkFile } from './sdk-file.mjs';
import { furnish } from './warm-room.mjs';

/** It lies in a file of its own. */
const APART = ['@temporalio/*'];
/** A script that comes from a cache would look for what it imports from where it was compiled. */
const NO_IMPORT = { 'dynamic-import': false };
/** What is read at every start; lines stay short enough for a trace to name one. */
const SMALL = { minifyWhitespace: true, legalComments: 'none', lineLimit: 160 };
const STARTERS = ['main', 'sdk-thread'];
/** Run once, in a workspace of their own: the commands that only look first, because what is kept of their part is read by each of them. */
const LOOKS = [['status'], ['queue', 'ls'], ['runs', 'ls']];
const OTHERS = [['trust'], ['compile', 'validate']];

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

/** As it is run: a function, which ends with its own name, so that what is compiled of another text is told apart. */
function asFunction(text) {
  const made = `(function (exports, require, module, __filename, __dirname) {${inAscii(text)}\n})\n//`;
  return `${made}${createHash('sha256').update(made).digest('hex')}`;
}

/** What is not in the SDK's file would come from the packages, as a second copy of the SDK. */
function mustKnow(program) {
  const asked = [...program.matchAll(/\brequire\("(@temporalio\/[^"]+)"\)/g)].map(([, name]) => name);
  const unknown = asked.find((name) => !SDK.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is asked for, and not in the list of scripts/sdk-file.mjs`);
}

export async function oneFile(dist) {
  const cli = join(dist, 'cli');
  const target = { platform: 'node', target: 'node20', format: 'cjs' };
  const options = { ...target, ...SMALL, bundle: true, keepNames: true, supported: NO_IMPORT };
  const ours = { ...options, plugins: [keepPlaces(cli), leaveRooms], external: APART };
  const parts = await bothParts(dist, ours);
  for (const part of parts) mustKnow(readFileSync(part, 'utf8'));
  for (const one of [...parts, await sdkFile(cli, options)]) writeFileSync(one, asFunction(readFileSync(one, 'utf8')));
  await starters(cli, { ...target, ...SMALL, bundle: true, plugins: [keepPlaces(cli)] });
  const { status } = spawnSync(process.execPath, [import.meta.filename, dist], { stdio: 'ignore' });
  if (status !== 0) console.error('build: the commands that warm the one file failed; it starts more slowly');
}

/** What processes and threads begin with. To load a module costs Node more than to load a file of CommonJS. */
const starters = (cli, options) =>
  build({
    ...{ ...options, external: ['./program.js'], entryPoints: STARTERS.map((name) => join(cli, `${name}.js`)) },
    ...{ outdir: cli, outExtension: { '.js': '.cjs' } },
  });

/** In a process of its own: the commands print, and are run in the files as they will be. */
async function warm(dist) {
  const loader = await import(pathToFileURL(join(dist, 'cli', 'one-file.js')).href);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-warm-'));
  const place = ['-w', join(folder, 'work')];
  const run = async (commands) => {
    const { main } = loader.programOfBuild();
    for (const command of commands) {
      const code = await main([...place, ...command]);
      if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
    }
    loader.keepCompiled();
  };
  process.env['MILLRACE_STATE_HOME'] = join(folder, 'state');
  try {
    spawnSync(process.execPath, [join(dist, 'cli', 'main.cjs'), ...place, 'init'], { stdio: 'ignore' });
    furnish(join(folder, 'work'), join(folder, 'state'));
    await run(LOOKS);
    for (const name of SDK_WARM) loader.sdkModule(name);
    await run(OTHERS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, started, dist] = process.argv;
if (started === import.meta.filename && existsSync(dist)) await warm(dist);
