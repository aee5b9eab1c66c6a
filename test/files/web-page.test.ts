// The page as it is built: small, of ours alone, and without anything that its policy would not let run.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Of the build, which has no types. */
interface Built {
  inputs: Record<string, unknown>;
}

const LIMIT_BYTES = 150_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-page-'));
let inputs: string[] = [];
let files: Map<string, string>;

beforeAll(async () => {
  const web = new URL('../../scripts/web.mjs', import.meta.url).href;
  const { buildPage } = (await import(web)) as { buildPage: (folder: string) => Promise<Built> };
  inputs = Object.keys((await buildPage(folder)).inputs);
  const assets = path.join(folder, 'assets');
  files = new Map(readdirSync(assets).map((name) => [name, readFileSync(path.join(assets, name), 'utf8')]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const index = (): string => readFileSync(path.join(folder, 'index.html'), 'utf8');

test('script and style together are no more than 150 kB, gzipped', () => {
  const bytes = [...files.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
});

test('no parser, no schema and nothing of Node gets into it', () => {
  const strange = inputs.filter((name) =>
    /node_modules\/(?!preact|@preact|@dagrejs)|\/(?:disk|read|worker)\/|^node:/.test(name),
  );
  expect(strange).toEqual([]);
  expect(inputs.some((name) => name.endsWith('core/inert.ts'))).toBe(true);
});

test('its index names files by their content, and holds no script and no style itself', () => {
  const named = [...index().matchAll(/\/assets\/([^"]+)/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...files.keys()].sort());
  for (const name of files.keys()) expect(name).toMatch(/-[0-9A-Z]{8}\.(js|css)$/);
  expect(index()).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son[a-z]+=/);
});

test('nothing in it comes from elsewhere, and nothing is made a program or markup', () => {
  const all = [...files.values()].join('\n');
  expect(all).not.toMatch(/\beval\(|new Function\(|importScripts/);
  const origins = [...all.matchAll(/https?:\/\/[a-z0-9.-]+/gi)].map(([origin]) => origin);
  expect(origins.filter((origin) => origin !== 'http://www.w3.org')).toEqual([]);
});
