// G12 with the real Codex: each cause is broken for real, costs no token, is seen to go while the stage waits, and the
// next attempt then works.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CANCEL } from '../../agents/host/wait.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { useCodex } from '../support/codex-stand.js';
import { stageRequest } from '../support/stage-request.js';
import { addressOfNobody } from './away.js';
import type { RunOptions } from './bench.js';

const stand = useCodex();
const codex = join(stand.binFolder, 'codex');
const DONE: Step = { reply: 'Done.\n\n### BUILDER_COMPLETE' };

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-environ-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const attempt = (number: number): StageRunRequest =>
  stageRequest({
    requestId: `request-${process.pid}-${number}`,
    attempt: number,
    permission: 'maximum',
    timeoutSeconds: 60,
  });

/** Mends the cause while the stage waits; then the same stage runs again. */
async function mended(
  failed: RunnerRawResult,
  baseUrl: string,
  mend: () => unknown,
  options: RunOptions = {},
  change: Partial<StageRunRequest> = {},
): Promise<RunnerRawResult> {
  const wait = stand.bench.awaitRunner({ ...attempt(1), ...change }, failed, options);
  await wait.looked;
  await mend();
  await wait.done;
  return stand.bench.run({ ...attempt(2), ...change }, baseUrl, options);
}

test('Codex is missing, and is installed', async () => {
  const baseUrl = stand.server.session('binary', { steps: [DONE] });
  const command = join(folder, 'codex');
  const options = { config: { command } };
  const failed = await stand.bench.run(attempt(1), baseUrl, options);
  expect(failed).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_binary_missing' } });
  const result = await mended(failed, baseUrl, () => symlinkSync(codex, command), options);
  expect(result).toMatchObject({ exitKind: 'completed', failure: null });
  expect(stand.server.requests('binary')).toHaveLength(1);
});

test('the login is refused, and a person logs in', async () => {
  const baseUrl = stand.server.session('login', { steps: [{ status: 401 }, DONE] });
  const options = { provider: 'requires_openai_auth = true' };
  stand.bench.codex(['login', '--with-api-key'], 'old-key-0123456789\n');
  const failed = await stand.bench.run(attempt(1), baseUrl, options);
  expect(failed).toMatchObject({ usage: null, failure: { class: 'auth_missing_or_invalid' } });
  const logIn = () => stand.bench.codex(['login', '--with-api-key'], 'new-key-0123456789\n');
  expect(await mended(failed, baseUrl, logIn, options)).toMatchObject({ exitKind: 'completed', failure: null });
  const keys = stand.server.requests('login').map(({ authorization }) => authorization);
  expect(keys).toEqual(['Bearer old-key-0123456789', 'Bearer new-key-0123456789']);
});

test('nobody listens at the provider’s address, and then somebody does', async () => {
  const baseUrl = await addressOfNobody('network');
  const failed = await stand.bench.run(attempt(1), baseUrl);
  expect(failed).toMatchObject({ usage: null, failure: { class: 'network_unavailable' } });
  const back: ModelServer[] = [];
  const mend = async (): Promise<void> => {
    back.push(await startModelServer(Number(new URL(baseUrl).port)));
    back[0]?.session('network', { steps: [DONE] });
  };
  try {
    expect(await mended(failed, baseUrl, mend)).toMatchObject({ exitKind: 'completed', failure: null });
  } finally {
    await back[0]?.close();
  }
});

/** Codex in a user namespace where no further one may be made, for as long as the file `broken` exists. */
function codexWithoutSandbox(): string {
  const command = join(folder, 'codex');
  const without = `unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"' -`;
  const run = `exec '${codex}' "$@"`;
  writeFileSync(command, `#!/bin/sh\n[ ! -e '${folder}/broken' ] || exec ${without} '${codex}' "$@"\n${run}\n`);
  chmodSync(command, 0o755);
  writeFileSync(join(folder, 'broken'), '');
  return command;
}

const sandboxWorks = spawnSync(codex, ['sandbox', '--', 'true']).status === 0;
const canBreak = spawnSync('unshare', ['-Ur', 'true']).status === 0;

test.runIf(sandboxWorks && canBreak)('no sandbox works, and then one does; until then no model is asked', async () => {
  const baseUrl = stand.server.session('sandbox', { steps: [{ shell: 'echo hi >made' }, DONE] });
  const options = { config: { command: codexWithoutSandbox() } };
  const basic = { permission: 'basic' } as const;
  const failed = await stand.bench.run({ ...attempt(1), ...basic }, baseUrl, options);
  expect(failed).toMatchObject({ exitKind: 'not_started', failure: { class: 'sandbox_unavailable' } });
  expect(failed.failure?.detail).toContain('bwrap: ');
  expect(stand.server.requests('sandbox')).toEqual([]);
  const mend = () => rmSync(join(folder, 'broken'));
  const result = await mended(failed, baseUrl, mend, options, basic);
  expect(result).toMatchObject({ exitKind: 'completed', failure: null });
  expect(execFileSync('cat', ['made'], { cwd: stand.bench.workspaceDir, encoding: 'utf8' })).toBe('hi\n');
});

test('a usage limit is waited out until the moment the provider names, or until another login', async () => {
  const resets = Math.floor(Date.now() / 1000) + 7200;
  const error = { type: 'usage_limit_reached', message: 'limit', plan_type: 'pro', resets_at: resets };
  const baseUrl = stand.server.session('limit', { steps: [{ status: 429, body: { error } }, DONE] });
  const options = { provider: 'requires_openai_auth = true' };
  stand.bench.codex(['login', '--with-api-key'], 'old-key-0123456789\n');
  const failed = await stand.bench.run(attempt(1), baseUrl, options);
  expect(failed.failure).toMatchObject({ class: 'usage_limit_reached' });
  // Codex names the minute; in that minute the limit ends.
  expect(Date.parse(failed.failure?.retryAt ?? '') / 60_000).toBe(Math.floor(resets / 60) + 1);
  const logIn = () => stand.bench.codex(['login', '--with-api-key'], 'new-key-0123456789\n');
  expect(await mended(failed, baseUrl, logIn, options)).toMatchObject({ exitKind: 'completed', failure: null });
});

test('a rate limit cannot be seen to end: only the timer of the wait ends it', async () => {
  const baseUrl = stand.server.session('rate', { steps: [{ status: 429, times: 9 }] });
  const failed = await stand.bench.run(attempt(1), baseUrl);
  expect(failed).toMatchObject({ usage: null, failure: { class: 'provider_rate_limited' } });
  const cancel = new AbortController();
  const wait = stand.bench.awaitRunner(attempt(1), failed, { signal: cancel.signal });
  await wait.looked;
  cancel.abort(CANCEL);
  await wait.done;
  expect(stand.server.requests('rate').length, 'waiting asks no model').toBe(1);
});
