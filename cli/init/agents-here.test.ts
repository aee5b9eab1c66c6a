import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RUNNER_KINDS } from '../../agents/kinds.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import { INIT_RUNNERS } from '../tree/setup.js';
import { agentsHere, agentsText } from './agents-here.js';

let home = '';
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'millrace-home-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that says in the home that it was started. */
function install(name: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\ntouch ${join(home, 'started')}\n`);
  chmodSync(join(home, 'bin', name), 0o755);
}

const here = (env: NodeJS.ProcessEnv = {}) => agentsHere({ PATH: join(home, 'bin'), HOME: home, ...env }, home);

test('an agent is here when it is installed and logged in', async () => {
  for (const name of ['codex', 'pi', 'claude']) install(name);
  expect(await here()).toEqual([]);
  expect(await here({ ANTHROPIC_API_KEY: 'k' })).toContain('claude_code');
  mkdirSync(join(home, '.claude'));
  writeFileSync(join(home, '.claude', '.credentials.json'), '{}');
  expect(await here()).toEqual(['claude_code']);
  rmSync(join(home, 'bin', 'claude'));
  expect(await here()).toEqual([]);
});

test('one that nothing was said of is proposed, and none where there is nothing to choose', () => {
  expect(agentsText([])).toBeNull();
  expect(agentsText(['codex_cli'])).toBeNull();
  expect(agentsText(['codex_cli', 'claude_code'])).toMatch(
    /here: codex_cli, claude_code\. .*init --runner claude_code/,
  );
});

test('init knows every runner that has a mode of its own', () => {
  const kinds: readonly RunnerKind[] = RUNNER_KINDS;
  expect(INIT_RUNNERS).toEqual(kinds.filter(({ mode }) => mode !== undefined).map(({ name }) => name));
});
