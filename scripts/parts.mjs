// The command line in two parts: what the commands need that only look and that people wait for, and the rest, which is never read for those.
// A module is in one of both: a class of one copy would be none of another's.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { exportsLater } from './exports-later.mjs';
import { later } from './later.mjs';
import { once } from './once.mjs';
import { ownScopes } from './own-scope.mjs';

/** What a part asks the other one for begins with this; `cli/one-file.ts` knows it too. */
const PART = 'part:';
const START = 'cli/program.js';
/** Commands of the first part. */
const LOOKS = ['status', 'queue', 'runs', 'events', 'logs', 'usage', 'approvals', 'workspaces', 'diff', 'version'];
/** What one of them loads later, if at all, is in the first part too unless it brings more bytes of its own along. */
const SMALL = 100_000;

/** How the modules lead to each other. `options`: of the bundler, for all of the program as one file. Names are relative to `dist`. */
async function graphOf(dist, options) {
  const whole = { ...options, write: false, metafile: true, outfile: join(dist, 'cli', 'program.cjs') };
  const { metafile } = await build({ ...whole, absWorkingDir: dist, entryPoints: [join(dist, START)] });
  return metafile.inputs;
}

/** Modules that are loaded with `name`, without those of `known`. */
function loadedWith(graph, name, known) {
  const found = new Set();
  const follow = (one) => {
    if (found.has(one) || known.has(one)) return;
    found.add(one);
    for (const { path } of graph[one].imports.filter(isAtOnce)) follow(path);
  };
  follow(name);
  return found;
}

const isAtOnce = ({ kind, external }) => external !== true && kind !== 'dynamic-import';
const isLater = ({ kind, external }) => external !== true && kind === 'dynamic-import';
const isCommand = (name) => name.startsWith('cli/commands/');

/** Names of the modules of the first part. */
function firstOf(graph) {
  const first = new Set();
  const take = (name) => {
    const fresh = [...loadedWith(graph, name, first)];
    for (const one of fresh) first.add(one);
    return fresh;
  };
  const bytes = (names) => [...names].reduce((sum, name) => sum + graph[name].bytes, 0);
  let asked = [START, ...LOOKS.map((name) => `cli/commands/${name}.js`)].flatMap(take);
  while (asked.length > 0) {
    const later = asked.flatMap((name) => graph[name].imports.filter(isLater).map(({ path }) => path));
    const small = later.filter((name) => !isCommand(name) && bytes(loadedWith(graph, name, first)) <= SMALL);
    asked = small.flatMap(take);
  }
  return first;
}

/** Builds both. `options`: of the bundler. Gives their paths. */
export async function bothParts(dist, options) {
  const graph = await graphOf(dist, options);
  const first = firstOf(graph);
  const exported = await exportsOf(dist, graph, [...first]);
  const asked = new Set();
  const make = async (name, contents, links, own = {}) => {
    const file = join(dist, 'cli', name);
    const stdin = { contents, resolveDir: dist };
    const plugins = [...links, ...options.plugins];
    await build({ ...options, ...own, plugins, absWorkingDir: dist, stdin, outfile: file });
    return file;
  };
  const place = { dist, graph, first };
  const listed = (modules) =>
    `{\n${modules.map((one) => `${JSON.stringify(one)}: () => require(${JSON.stringify(resolve(dist, one))}),`).join('\n')}\n}`;
  const program = await make(
    'program.cjs',
    `module.exports = { begin: () => require(${JSON.stringify(resolve(dist, START))}), modules: () => (${listed([...first])}) };`,
    [firstLinks({ ...place, asked }), later, once(dist, [...first])],
    { logOverride: { 'import-is-undefined': 'error' } },
  );
  writeFileSync(program, ownScopes(exportsLater(readFileSync(program, 'utf8'))));
  return [
    program,
    await make('rest.cjs', `module.exports = ${listed([...asked])};`, [restLinks({ ...place, exported })]),
  ];
}

/** What an import leads to, as the graph says; undefined = no module of ours or of a package. */
function targetIn({ dist, graph }, { importer, path }) {
  const imports = graph[relative(dist, importer)]?.imports ?? [];
  return imports.find(({ original, external }) => original === path && external !== true)?.path;
}

/** `asked`: takes the names of what it asks the rest for. */
const firstLinks = (place) => ({
  name: 'first-links',
  setup: (made) =>
    made.onResolve({ filter: /./ }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const target = targetIn(place, args);
      if (target === undefined || place.first.has(target)) return undefined;
      place.asked.add(target);
      return { path: `${PART}${target}`, external: true };
    }),
});

/** The rest imports what the first part has by name, once: to copy getters for each import costs a start more than the modules. */
const restLinks = (place) => ({
  name: 'rest-links',
  setup: (made) => {
    made.onResolve({ filter: /./ }, (args) => {
      const target = targetIn(place, args);
      return target !== undefined && place.first.has(target) ? { path: target, namespace: 'first' } : undefined;
    });
    made.onLoad({ filter: /./, namespace: 'first' }, ({ path }) => ({
      contents: linkTo(path, place.exported.get(path)),
      loader: 'js',
    }));
    made.onResolve({ filter: /^part:/ }, ({ path }) => ({ path, external: true }));
  },
});

/** `names`: what it exports; undefined = it is of CommonJS. */
function linkTo(name, names) {
  const found = `require(${JSON.stringify(PART + name)})`;
  if (names === undefined) return `module.exports = ${found};`;
  const lines = names.map((one, at) => `const n${at} = found.${one};\nexport { n${at} as ${one} };`);
  return [`const found = ${found};`, ...lines].join('\n');
}

/** What each module exports, by its name; CommonJS is left out. */
async function exportsOf(dist, graph, names) {
  const modules = names.filter((name) => graph[name].format === 'esm');
  const listed = { absWorkingDir: dist, write: false, metafile: true, outdir: 'exports', logLevel: 'error' };
  const { metafile } = await build({ ...listed, entryPoints: modules });
  return new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]));
}
