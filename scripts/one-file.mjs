// Makes of the command line two files, `program.cjs` and `rest.cjs`, of Temporal's SDK two others, and of what starts them `main.cjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { asFunction } from './named-text.mjs';
import { bothParts } from './parts.mjs';
import { SDK, sdkFiles } from './sdk-file.mjs';

/** It lies in a file of its own. */
const APART = ['@temporalio/*'];
/** A script that comes from a cache would look for what it imports from where it was compiled. */
const NO_IMPORT = { 'dynamic-import': false };
/** What is read at every start; lines stay short enough for a trace to name one. */
const SMALL = { minifyWhitespace: true, legalComments: 'none', lineLimit: 160 };
const STARTERS = ['main', 'sdk-thread'];
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
      if (path.includes('node_modules') || !text.includes('import.meta.')) return undefined;
      const place = (name) => `require('node:path').join(__dirname, ${JSON.stringify(relative(cli, name))})`;
      const folder = dirname(path) === cli ? '__dirname' : place(dirname(path));
      const url = `require('node:url').pathToFileURL(${place(path)}).href`;
      const contents = text.replaceAll('import.meta.dirname', folder).replaceAll('import.meta.url', url);
      return { contents, loader: 'js' };
    }),
});

/** What is not in the SDK's file would come from the packages, as a second copy of the SDK. */
function mustKnow(program) {
  const asked = [...program.matchAll(/\brequire\("(@temporalio\/[^"]+)"\)/g)].map(([, name]) => name);
  const unknown = asked.find((name) => !SDK.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is asked for, and not in the list of scripts/sdk-file.mjs`);
}

export async function oneFile(dist) {
  const cli = join(dist, 'cli');
  const target = { platform: 'node', target: 'node20', format: 'cjs' };
  const options = { ...target, ...SMALL, bundle: true, supported: NO_IMPORT };
  const ours = { ...options, plugins: [keepPlaces(cli), leaveRooms], external: APART };
  const parts = await bothParts(dist, ours);
  for (const part of parts) mustKnow(readFileSync(part, 'utf8'));
  for (const one of [...parts, ...(await sdkFiles(cli, options))])
    writeFileSync(one, asFunction(readFileSync(one, 'utf8')));
  await starters(cli, { ...target, ...SMALL, bundle: true, plugins: [keepPlaces(cli)] });
}

/** What processes and threads begin with. To load a module costs Node more than to load a file of CommonJS. */
const starters = (cli, options) =>
  build({
    ...{ ...options, external: ['./program.js'], entryPoints: STARTERS.map((name) => join(cli, `${name}.js`)) },
    ...{ outdir: cli, outExtension: { '.js': '.cjs' } },
  });
