import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { piSettings, privateFolder } from './folder.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-pi-'));
  for (const name of ['journal', 'user']) mkdirSync(join(root, name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function make(): string {
  const env = { PI_CODING_AGENT_DIR: join(root, 'user') };
  const around = { workspaceDir: root, env, config: DEFAULT_RUNNER_CONFIG };
  return privateFolder(stageRequest(), { ...around, journalDir: join(root, 'journal') });
}

test('login and models are the user’s own by links, and the user’s folder stays as it is', () => {
  for (const name of ['auth.json', 'settings.json']) writeFileSync(join(root, 'user', name), '{"shellPath":"/bin/sh"}');
  const folder = make();
  expect(make()).toBe(folder);
  expect(readdirSync(folder).sort()).toEqual(['auth.json', 'settings.json']);
  expect(lstatSync(join(folder, 'auth.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('"shellPath":"/bin/sh"');
  expect(readdirSync(join(root, 'user')).sort()).toEqual(['auth.json', 'settings.json']);
  expect(readFileSync(join(root, 'user', 'settings.json'), 'utf8')).toBe('{"shellPath":"/bin/sh"}');
});

test('without any folder of the user there is one all the same', () => {
  rmSync(join(root, 'user'), { recursive: true });
  expect(readdirSync(make())).toEqual(['settings.json']);
});

test('Pi neither retries nor compacts, whatever the user set; code of the user’s stays out', () => {
  const user = {
    retry: { enabled: true },
    compaction: { enabled: true },
    extensions: ['x'],
    packages: ['y'],
    theme: 'z',
  };
  expect(piSettings(JSON.stringify(user), 100)).toEqual({
    ...{ theme: 'z', compaction: { enabled: false } },
    retry: { enabled: false, provider: { maxRetries: 0, timeoutMs: 90_000 } },
  });
  expect(piSettings('not json', 0)).toEqual({
    ...{ retry: { enabled: false, provider: { maxRetries: 0 } }, compaction: { enabled: false } },
  });
});
