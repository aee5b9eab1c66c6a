// Makes the command line one file, `dist/cli/program.cjs`, and keeps beside it what V8 compiled of it while the commands that
// people wait for were run once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Packages that load parts of themselves by name. */
const APART = ['@temporalio/*'];
/** A script that comes from a cache would look for what it imports from where it was compiled. */
const NO_IMPORT = { 'dynamic-import': false };
/** Run once, in a workspace of their own. */
const COMMANDS = [['init'], ['status'], ['queue', 'ls'], ['trust'], ['compile', 'validate'], ['runs', 'ls']];

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

export async function oneFile(dist) {
  const cli = join(dist, 'cli');
  const file = join(cli, 'program.cjs');
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', keepNames: true };
  const plugins = [keepPlaces(cli), leaveRooms];
  await build({
    ...options,
    plugins,
    supported: NO_IMPORT,
    external: APART,
    entryPoints: [join(cli, 'program.js')],
    outfile: file,
  });
  writeFileSync(file, inAscii(readFileSync(file, 'utf8')));
  const { status } = spawnSync(process.execPath, [import.meta.filename, dist], { stdio: 'ignore' });
  if (status !== 0) console.error('build: the commands that warm the one file failed; it starts more slowly');
}

/** In a process of its own: the commands print, and are run in the file as it will be. */
async function warm(dist) {
  const { compiledScript, evaluate, cacheFile } = await import(pathToFileURL(join(dist, 'cli', 'one-file.js')).href);
  const file = join(dist, 'cli', 'program.cjs');
  const folder = mkdtempSync(join(tmpdir(), 'millrace-warm-'));
  try {
    process.env['MILLRACE_STATE_HOME'] = join(folder, 'state');
    const script = compiledScript(file);
    const { main } = evaluate(file, script);
    const codes = [];
    for (const command of COMMANDS) codes.push(await main(['-w', join(folder, 'work'), ...command]));
    if (codes.some((code) => code !== 0)) process.exitCode = 1;
    else writeFileSync(cacheFile(file), script.createCachedData());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, started, dist] = process.argv;
if (started === import.meta.filename && existsSync(dist)) await warm(dist);
