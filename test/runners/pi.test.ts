// The real Pi, against a model server on this machine, through the same `runAgent` that the product uses.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import type { PiConfig } from '../../agents/pi/settings.js';
import { awaitRunner } from '../../agents/await-runner.js';
import { CANCEL } from '../../agents/host/wait.js';
import { processesOf } from '../../agents/host/sweep.js';
import { runAgent } from '../../agents/run-stage.js';
import { RUNTIME_DIR, runArtifacts } from '../../core/contracts/paths.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { startModelServer, type ModelServer } from '../../agents/suite/model-server/server.js';
import { stageRequest } from '../support/stage-request.js';
import { addressOfNobody, comesBack } from './away.js';
import { installRunner } from './install.js';
import { API_KEY, makePiUser, PI_CONFIG, type PiUser } from './pi-user.js';

let server: ModelServer;
let root = '';
let user: PiUser;

beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-pi-'));
  mkdirSync(join(root, 'work'));
  user = makePiUser(join(root, 'home'), installRunner('pi'));
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

interface Options {
  config?: Partial<PiConfig>;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

const deps = ({ config, signal = new AbortController().signal, env }: Options) => ({
  ...{ workspaceDir: join(root, 'work'), stateDir: join(root, 'state'), signal },
  config: { ...DEFAULT_RUNNER_CONFIG, pi: { ...PI_CONFIG, ...config } },
  env: { ...user.env, ...env },
});

// Its own in each process: agents are swept by the id of their request, wherever they run.
const request = (change: Partial<StageRunRequest> = {}): StageRunRequest =>
  stageRequest({
    ...{ requestId: `request-${process.pid}`, runner: 'pi_rpc', permission: 'maximum', timeoutSeconds: 90 },
    ...change,
  });

function run(baseUrl: string, options: Options = {}, change: Partial<StageRunRequest> = {}): Promise<RunnerRawResult> {
  user.use(baseUrl);
  const prompt = 'Change the greeting in a secret way.';
  return runAgent(request(change), { ...deps(options), prompt: () => Promise.resolve(prompt), beat: () => undefined });
}

/** One stage whose model gives these answers. */
const play = (steps: Step[], options: Options = {}, change: Partial<StageRunRequest> = {}) =>
  run(server.session('stage', { steps }), options, change);

const work = (...names: string[]) => join(root, 'work', ...names);
const runFolder = () => work(RUNTIME_DIR, 'runs', request().runId);
const artifact = (name: (id: string) => string) => readFileSync(join(runFolder(), name(request().requestId)), 'utf8');
const left = () => processesOf({ requestId: request().requestId, agent: null, host: null });

describe('a task', () => {
  const steps: Step[] = [
    { reply: 'I will.', shell: 'echo hello, world >greeting.txt', usage: { input: 1000, cached: 400, output: 50 } },
    { reply: 'Done.\n\n### BUILDER_COMPLETE', usage: { input: 1200, cached: 900, output: 30 } },
  ];

  test('is worked end to end, by the user’s own models, and leaves nothing behind', async () => {
    const result = await play(steps);
    expect(result).toMatchObject({ exitKind: 'completed', exitCode: 0, failure: null, notes: [] });
    expect(readFileSync(work('greeting.txt'), 'utf8')).toBe('hello, world\n');
    expect(result.finalMessage).toBe('Done.\n\n### BUILDER_COMPLETE');
    expect(artifact(runArtifacts.stdout)).toBe(result.finalMessage);
    expect(result.usage).toEqual({ input: 2200, cachedInput: 1300, output: 80, thinking: 0, total: 2280 });
    expect(left()).toEqual([]);
    expect(readdirSync(join(root, 'home', '.pi', 'agent'))).toEqual(['models.json', 'settings.json']);
  });

  test('is told in the prompt alone; key and streaming stay out of what is stored', async () => {
    mkdirSync(work('.pi', 'extensions'), { recursive: true });
    writeFileSync(
      work('.pi', 'extensions', 'x.ts'),
      `import { writeFileSync } from 'node:fs'; writeFileSync('ran', '');`,
    );
    writeFileSync(work('AGENTS.md'), 'Speak like a pirate.');
    await play(steps);
    const [first] = server.requests('stage');
    expect(first).toMatchObject({ authorization: `Bearer ${API_KEY}`, model: 'stub-model' });
    expect(first?.userText).toContain('in a secret way');
    expect(first?.body['reasoning_effort']).toBe('medium');
    expect(JSON.stringify(first?.body)).not.toContain('pirate');
    expect(existsSync(work('ran')), 'an extension of the work tree ran').toBe(false);
    expect(artifact(runArtifacts.invocation)).not.toContain('in a secret way');
    expect(artifact(runArtifacts.events)).toContain('"type":"agent_end"');
    expect(artifact(runArtifacts.events)).not.toContain('"type":"message_update"');
    for (const name of readdirSync(runFolder())) {
      expect(readFileSync(join(runFolder(), name), 'utf8'), name).not.toContain(API_KEY);
    }
  });
});

describe('an environment failure', () => {
  test('a refused key', async () => {
    const result = await play([{ status: 401, message: `Incorrect API key provided: ${API_KEY}` }]);
    expect(result).toMatchObject({ exitKind: 'failed', exitCode: 0, failure: { class: 'auth_missing_or_invalid' } });
    expect(result.failure?.detail).toMatch(/^401\b.*redacted/);
    expect(server.requests('stage')).toHaveLength(1);
  });

  test.each<[string, Step, string]>([
    ['a rate limit', { status: 429, times: 9 }, 'provider_rate_limited'],
    ['an answer that is none', { cut: 'end', times: 9 }, 'provider_unavailable'],
    ['a connection that breaks', { reply: 'word '.repeat(99), cut: 'mid', times: 9 }, 'network_unavailable'],
  ])('%s', async (_name, step, expected) => {
    expect((await play([step])).failure?.class).toBe(expected);
    expect(server.requests('stage')).toHaveLength(1);
  });

  test('nobody listens at the provider’s address, until somebody does', async () => {
    const baseUrl = await addressOfNobody('stage');
    const { failure, endedAt } = await run(baseUrl);
    expect(failure?.class).toBe('network_unavailable');
    const failed = { request: request(), failureClass: failure?.class ?? ('unknown' as const), since: endedAt };
    await comesBack(baseUrl, (beat) => awaitRunner(failed, { ...deps({}), beat }));
  });

  test.each<[string, Options, string, RegExp]>([
    ['Pi is not installed', { config: { command: 'pi-is-not-here' } }, 'runner_binary_missing', /pi-is-not-here/],
    [
      'the key’s variable is not set',
      { env: { TESTS_API_KEY: undefined } },
      'auth_missing_or_invalid',
      /TESTS_API_KEY/,
    ],
    ['there is no such provider', { config: { provider: 'nobody' } }, 'runner_misconfigured', /nobody/],
    ['nobody is logged in', { config: { provider: 'groq' } }, 'auth_missing_or_invalid', /groq/],
  ])('%s', async (_name, options, expected, detail) => {
    const { failure, usage } = await play([], options);
    expect(failure?.class).toBe(expected);
    expect(failure?.detail).toMatch(detail);
    expect(usage).toBeNull();
  });
});

test('a model that begins and says no more ends the stage by its silence', async () => {
  const result = await play([{ reply: 'word '.repeat(99), hang: 'mid' }], {}, { silenceSeconds: 5 });
  expect(result).toMatchObject({ exitKind: 'silent', failure: { class: 'runner_timeout' } });
  expect(left()).toEqual([]);
});

test('a cancelled stage breaks off, says what it used, and leaves no process', async () => {
  const cancel = new AbortController();
  const shell = 'setsid nohup sleep 300 >/dev/null 2>&1 & sleep 300 & touch started; sleep 300';
  const running = play([{ shell }, { reply: 'never' }], { signal: cancel.signal });
  while (!existsSync(work('started'))) await sleep(20);
  expect(left().length).toBeGreaterThanOrEqual(4);
  cancel.abort(CANCEL);
  const result = await running;
  expect(result).toMatchObject({ exitKind: 'cancelled', exitCode: 0, failure: null, usage: { total: 120 } });
  expect(artifact(runArtifacts.events)).toContain('"stopReason":"aborted"');
  expect(left()).toEqual([]);
});
