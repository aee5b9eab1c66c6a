import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('a Pi whose Node is too old is not started, and said so in a sentence', async () => {
  const bin = join(folder, 'pi-coding-agent', 'dist');
  mkdirSync(bin, { recursive: true });
  const manifest = { name: '@earendil-works/pi-coding-agent', version: '1.6.0', engines: { node: '>=999.1.0' } };
  writeFileSync(join(folder, 'pi-coding-agent', 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(bin, 'cli.js'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  symlinkSync(join(bin, 'cli.js'), join(folder, 'pi'));
  const config = { ...DEFAULT_RUNNER_CONFIG, pi: { ...DEFAULT_RUNNER_CONFIG.pi, command: join(folder, 'pi') } };
  const around = { workspaceDir: folder, config, env: { PATH: process.env['PATH'], PI_CODING_AGENT_DIR: folder } };
  const all = await inspectPi({ permissions: ['maximum'], probe: true }, around);
  expect(all[1]).toMatchObject({ level: 'error', code: 'runner_broken' });
  expect(all[1]?.what).toMatch(/^Pi 1\.6\.0 needs Node 999\.1\.0 or newer, and \S+ is v\d+/);
});
