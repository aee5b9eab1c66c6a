import type { FailureName } from '../../core/contracts/failures.js';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import type { RunContext } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { probeCodex } from './probe.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-probe-'));
  for (const name of ['home', 'bin']) mkdirSync(join(root, name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const LATER = '2100-01-01T00:00:00.000Z';

function probe(failureClass: FailureName, since = LATER) {
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']}`, CODEX_HOME: join(root, 'home') };
  const config = {
    ...DEFAULT_RUNNER_CONFIG,
    codex: { ...DEFAULT_RUNNER_CONFIG.codex, command: join(root, 'bin', 'codex') },
  };
  const context = { workspaceDir: root, config, env } as Partial<RunContext> as RunContext;
  return probeCodex({ request: stageRequest(), failureClass, since }, context);
}

/** A program in the place of Codex. */
function program(script: string): void {
  writeFileSync(join(root, 'bin', 'codex'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', 'codex'), 0o755);
}

describe('a missing program', () => {
  test('is looked for', async () => {
    expect(await probe('runner_binary_missing')).toBe('broken');
    program('exit 1');
    expect(await probe('runner_binary_missing')).toBe('ready');
  });
});

describe('a sandbox', () => {
  test.each([
    ['works', 'exit 0', 'ready'],
    ['says that it cannot work', 'echo "bwrap: Creating new namespace failed" >&2; exit 1', 'broken'],
    ['is not asked for by its own name', '[ "$1 $4 $5" = "sandbox -- true" ] || echo bwrap: no >&2; exit 1', 'ready'],
    ['cannot be judged, because Codex fails otherwise', 'echo "bad config" >&2; exit 1', 'ready'],
  ])('that %s', async (_name, script, expected) => {
    program(script);
    expect(await probe('sandbox_unavailable')).toBe(expected);
  });

  test('without Codex is none', async () => {
    expect(await probe('sandbox_unavailable')).toBe('broken');
  });
});

describe('what a person has to change', () => {
  const file = (name: string): string => join(root, 'home', name);

  test.each<[FailureName, string]>([
    ['auth_missing_or_invalid', 'auth.json'],
    ['auth_missing_or_invalid', 'config.toml'],
    ['usage_limit_reached', 'auth.json'],
    ['runner_misconfigured', 'config.toml'],
  ])('for %s is %s, and a change before the failure does not count', async (failureClass, name) => {
    expect(await probe(failureClass, LONG_AGO)).toBe('broken');
    writeFileSync(file(name), '');
    expect(await probe(failureClass, LATER)).toBe('broken');
    expect(await probe(failureClass, LONG_AGO)).toBe('ready');
  });

  test('may be an old file that is moved into place', async () => {
    writeFileSync(file('backup'), '');
    utimesSync(file('backup'), 0, 0);
    renameSync(file('backup'), file('auth.json'));
    expect(await probe('auth_missing_or_invalid', LONG_AGO)).toBe('ready');
  });
});

describe('a network', () => {
  const listen = (server: Server, port: number): Promise<number> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  const configure = (url: string): void =>
    writeFileSync(join(root, 'home', 'config.toml'), `openai_base_url = "${url}"`);

  test.each(['network_unavailable', 'provider_unavailable'] as const)(
    'is there when somebody answers (%s)',
    async (name) => {
      const server = createServer();
      const port = await listen(server, 0);
      configure(`http://127.0.0.1:${port}/v1`);
      expect(await probe(name)).toBe('ready');
      await close(server);
      expect(await probe(name)).toBe('broken');
    },
  );

  test('that nobody can judge is left to the timer', async () => {
    configure('nowhere');
    expect(await probe('network_unavailable')).toBe('unknown');
  });
});

test('limits are left to the timer', async () => {
  expect(await probe('provider_rate_limited')).toBe('unknown');
});
