import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AskedRun } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { inspectPi } from './inspect.js';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-pi-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function seen(asked: Partial<AskedRun> = {}): Promise<string[]> {
  const config = { ...DEFAULT_RUNNER_CONFIG, pi: { ...DEFAULT_RUNNER_CONFIG.pi, command: join(folder, 'pi') } };
  const around = { workspaceDir: folder, config, env: { PATH: process.env['PATH'], PI_CODING_AGENT_DIR: folder } };
  const all = await inspectPi({ permissions: ['maximum'], probe: true, ...asked }, around);
  return all.map(({ level, code }) => `${level} ${code}`);
}

const install = (script: string): void => writeFileSync(join(folder, 'pi'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

test('without its program nothing else is told', async () => {
  expect(await seen()).toEqual(['error runner_binary_missing']);
});

test('it is asked for its version only where it may be started', async () => {
  install('exit 3');
  expect(await seen()).toEqual(['ok runner_binary', 'error runner_broken', 'warning login_missing']);
  expect(await seen({ probe: false })).toEqual(['ok runner_binary', 'warning login_missing']);
});

test('a login is seen, and a permission that means nothing', async () => {
  install('echo 0.73.1 >&2');
  writeFileSync(join(folder, 'auth.json'), '{}');
  expect(await seen({ permissions: ['basic'] })).toEqual([
    ...['ok runner_binary', 'ok runner_version', 'ok login', 'warning sandbox_missing'],
  ]);
});
