import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseTreeThatRuns } from './tree-settings.js';

let tree = '';
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'millrace-pi-tree-'));
  mkdirSync(join(tree, '.pi'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const refused = (text: string) => () => {
  writeFileSync(join(tree, '.pi', 'settings.json'), text);
  refuseTreeThatRuns(tree);
};

test.each(['shellPath', 'shellCommandPrefix', 'npmCommand'])('a tree that sets %s is refused, with why', (name) => {
  expect(refused(JSON.stringify({ [name]: 'x' }))).toThrow(
    new RegExp(`settings.json of the work tree sets ${name}, .*1.0`),
  );
});

test.each(['{"theme":"dark"}', 'no JSON', '[]', '{"__proto__":{"shellPath":"x"}}'])('%s is not', (text) => {
  expect(refused(text)).not.toThrow();
});

test('nor is a tree without settings', () => {
  expect(() => refuseTreeThatRuns(tree)).not.toThrow();
});
