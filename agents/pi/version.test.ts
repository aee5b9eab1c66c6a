import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isNewer, isOlderThan, piPackage } from './version.js';

let root = '';
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'millrace-pi-version-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(manifest: object): string {
  const folder = join(root, 'node_modules', '@earendil-works', 'pi-coding-agent');
  mkdirSync(join(folder, 'dist', 'bundle'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const program = join(folder, 'dist', 'bundle', 'cli.js');
  writeFileSync(program, '');
  symlinkSync(program, join(root, 'pi'));
  return join(root, 'pi');
}

test('the package behind a link says the version and the Node that it needs', () => {
  const manifest = { name: '@earendil-works/pi-coding-agent', version: '1.6.0', engines: { node: '>=22.19.0' } };
  expect(piPackage(install(manifest))).toEqual({ version: '1.6.0', node: '22.19.0' });
});

test('a program of another package, or of none, says nothing', () => {
  expect(piPackage(install({ name: 'something-else', version: '9.0.0' }))).toBeNull();
  expect(piPackage('/nowhere/at/all')).toBeNull();
});

test('versions are compared by their numbers', () => {
  expect(isOlderThan('v20.20.2', '22.19.0')).toBe(true);
  expect(isOlderThan('22.9.0', '22.19.0')).toBe(true);
  expect(isOlderThan('22.19.0', '22.19.0')).toBe(false);
  expect(isOlderThan('24.1', '22.19.0')).toBe(false);
  expect([
    isNewer({ version: '0.73.1', node: null }),
    isNewer({ version: '1.6.0', node: null }),
    isNewer(null),
  ]).toEqual([...[false, true, false]]);
});
