// Modules that the build gives scopes of their own do what the bundler's do: in the same order, each once, with the same names.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

const { ownScopes } = (await import(new URL('../../scripts/own-scope.mjs', import.meta.url).href)) as {
  ownScopes(text: string): string;
};

const room = mkdtempSync(path.join(tmpdir(), 'millrace-scopes-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** By name. `said` is what they tell of their order. */
const MODULES = {
  'begin.js': `import { first, counted, later } from './first.js'; import * as all from './second.js';
    said.push('begin'); said.push(first(2), counted, Object.keys(all).join(), all.Fault.name, first.name, all.made.name);
    export const end = async () => { said.push((await later()).third()); };`,
  'first.js': `import { second } from './second.js';
    said.push('first'); export let counted = add(1);
    export function first(n) { counted += n; return second(n) + add(n); }
    export const later = () => import('./third.js');
    function add(n) { return n + own; } const own = 1;`,
  'second.js': `import { first } from './first.js';
    said.push('second ' + typeof first); export function second(n) { return n * own; } const own = 10;
    export class Fault extends Error {} export const made = () => 0; export { second as twice };`,
  'third.js': `said.push('third'); let times = 0; export function third() { times += 1; return 'third ' + times; }`,
};

async function bundled(): Promise<string> {
  const folder = path.join(room, 'modules');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(MODULES)) writeFileSync(path.join(folder, name), text);
  const stdin = { contents: `module.exports = { begin: () => require('./begin.js') };`, resolveDir: folder };
  const made = await build({
    stdin,
    bundle: true,
    write: false,
    format: 'cjs',
    minifyWhitespace: true,
    lineLimit: 160,
  });
  return made.outputFiles[0]!.text;
}

async function said(text: string): Promise<unknown[]> {
  const module = { exports: {} as { begin(): { end(): Promise<void> } } };
  const told: unknown[] = [];
  runInNewContext(text, { module, said: told });
  told.push('nothing yet');
  await module.exports.begin().end();
  await module.exports.begin().end();
  return told;
}

const text = await bundled();

it('says the same in the same order', async () => {
  const told = await said(text);
  expect(told).toEqual(
    expect.arrayContaining(['nothing yet', 'second function', 'first', 'begin', 'third', 'third 1', 'third 2']),
  );
  expect(await said(ownScopes(text))).toEqual(told);
});

it('makes no function of a module that was not asked for, and shares no name that one module has alone', () => {
  const own = ownScopes(text);
  expect(own).not.toMatch(/^\s*function /m);
  expect(own).not.toContain('__esm({');
  expect(own).toMatch(/init_first=__begun;[^;]*var [^;]*\badd\b/);
});

it('ends in words where there is nothing of what it knows', () => {
  expect(() => ownScopes('var a=1;')).toThrow(/esbuild writes modules otherwise/);
});
