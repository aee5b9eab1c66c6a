// A second chance with the real Pi: it goes on in the session that did the work, which is kept for that alone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { runAgent } from '../../agents/run-stage.js';
import { journalFiles, statePaths } from '../../core/contracts/paths.js';
import { requestId } from '../../core/contracts/run-ids.js';
import type { FormChance, RunnerRawResult } from '../../core/contracts/stage.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { stageRequest } from '../support/stage-request.js';
import { installRunner } from './install.js';
import { makePiUser, PI_CONFIG, type PiUser } from './pi-user.js';

vi.setConfig({ testTimeout: 120_000 });

let server: ModelServer;
let root = '';
let user: PiUser;
beforeEach(async () => {
  server = await startModelServer();
  root = mkdtempSync(join(tmpdir(), 'millrace-pi-'));
  mkdirSync(join(root, 'work'));
  user = makePiUser(join(root, 'home'), installRunner('pi'));
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

const runId = `run-of-pi-${process.pid}`;
const of = requestId(runId, 1, 1);
const taken: FormChance = { chance: 'taken', of, failureClass: 'missing_terminal_result', detail: 'no marker' };

function attempt(number: number, form: FormChance, prompt: (resumed: boolean) => string): Promise<RunnerRawResult> {
  const request = stageRequest({
    ...{ runId, attempt: number, requestId: requestId(runId, 1, number), form },
    ...{ runner: 'pi_rpc', permission: 'maximum', timeoutSeconds: 90 },
  });
  return runAgent(request, {
    ...{ workspaceDir: join(root, 'work'), stateDir: join(root, 'state'), env: user.env },
    config: { ...DEFAULT_RUNNER_CONFIG, pi: PI_CONFIG },
    signal: new AbortController().signal,
    prompt: (resumed) => Promise.resolve(prompt(resumed)),
    beat: () => undefined,
  });
}

test.each([
  ['goes on in its session', true],
  ['begins anew where that is gone', false],
])('a second chance with Pi %s, and its tokens are counted once', async (_how, isKept) => {
  user.use(
    server.session('stage', {
      steps: [
        { reply: 'I did it.', usage: { input: 1000, cached: 400, output: 50 } },
        { reply: 'Right.\n\n### BUILDER_COMPLETE', usage: { input: 1200, cached: 900, output: 30 } },
      ],
    }),
  );
  const first = await attempt(1, { chance: 'ahead' }, () => 'Do the long work.');
  expect(first).toMatchObject({ exitKind: 'completed', session: { runner: 'pi_rpc' }, usage: { total: 1050 } });
  if (!isKept) rmSync(join(root, 'state', statePaths.journal(of), journalFiles.session), { recursive: true });
  const prompts: boolean[] = [];
  const second = await attempt(2, taken, (resumed) => (prompts.push(resumed), 'Only the marker is missing.'));
  expect(second.finalMessage).toBe('Right.\n\n### BUILDER_COMPLETE');
  expect(second.usage).toMatchObject({ total: 1230 });
  expect(prompts).toEqual([isKept]);
  expect(server.requests('stage')[1]?.userText.includes('Do the long work.')).toBe(isKept);
});
