// Programs as runners, through the real host: how they get their prompt, what they see, and by what they are judged.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandKind } from '../../agents/command/settings.js';
import { processesOf } from '../../agents/host/sweep.js';
import { runnerConfig } from '../../agents/runner-config.js';
import { runAgent } from '../../agents/run-stage.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { runners } from '../../core/plan/sources/config/runners.js';
import { exampleIn } from '../runners/stands.js';
import { stageRequest } from '../support/stage-request.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-command-'));
  mkdirSync(join(root, 'work'));
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

interface Options {
  table?: object;
  prompt?: string;
  env?: NodeJS.ProcessEnv;
  request?: Partial<StageRunRequest>;
}

const requestId = `request-${process.pid}`;
const left = () => processesOf({ requestId, agent: null, host: null });

/** One stage of `command.own`, whose program is `argv`. */
function run(argv: string[], { table = {}, prompt = 'Do it.', env = {}, request = {} }: Options = {}) {
  const config = runnerConfig(runners.parse({ command: { own: { argv, ...table } } }));
  const asked = stageRequest({
    ...{ requestId, runner: 'command.own', permission: 'maximum', timeoutSeconds: 60 },
    ...request,
  });
  return runAgent(asked, {
    ...{ workspaceDir: join(root, 'work'), stateDir: join(root, 'state'), config },
    env: { ...process.env, ...env },
    signal: new AbortController().signal,
    prompt: () => Promise.resolve(prompt),
    beat: () => undefined,
  });
}

const sh = (script: string, options: Options = {}): Promise<RunnerRawResult> =>
  run(['sh', '-c', script, 'sh'], options);
const millrace = { dialect: 'millrace' };

describe('a program gets its prompt', () => {
  test.each([
    ['stdin', 'cat'],
    ['file', 'cat "$1"'],
    ['argument', 'printf %s "$1"'],
  ])('by %s', async (prompt, script) => {
    const result = await sh(script, { table: { prompt }, prompt: 'Say ### X' });
    expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'Say ### X', failure: null, usage: null });
  });

  test('but not as an argument that no system takes', async () => {
    const result = await sh('true', { table: { prompt: 'argument' }, prompt: 'x'.repeat(130_000) });
    expect(result).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_misconfigured' } });
    expect(result.failure?.detail).toContain('prompt = "stdin"');
  });
});

test('it sees what the list allows, what it was given, and no other variable', async () => {
  const table = { pass_env: ['SHOWN', 'UNSET'], env: { GIVEN: 'given-1' } };
  const { finalMessage } = await sh('env', { table, env: { SHOWN: 'shown-1', HIDDEN_ONE: 'hidden-1' } });
  expect(finalMessage).toMatch(/^SHOWN=shown-1$/m);
  expect(finalMessage).toMatch(/^GIVEN=/m);
  expect(finalMessage).toMatch(/^MILLRACE_REQUEST=/m);
  expect(finalMessage).not.toMatch(/HIDDEN|hidden|UNSET/);
});

test('words in braces are filled in, and vanish with their flag where there is nothing', async () => {
  const argv = ['sh', '-c', 'printf "%s\\n" "$@"', 'sh', '--model', '{model}', '--effort', '{effort}', '{permission}'];
  const { finalMessage } = await run(argv, { request: { model: 'm-1', effort: null } });
  expect(finalMessage).toBe('--model\nm-1\nmaximum');
});

describe('an end', () => {
  test('that never comes is made when its time to linger is over, and is a success', async () => {
    const script = `echo '{"type":"message","text":"done"}'; echo '{"type":"end"}'; sleep 300`;
    const result = await sh(script, { table: { ...millrace, linger: 0.5 } });
    expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'done', failure: null });
    expect(left()).toEqual([]);
  });

  test('by an exit code is what the operator says of it', async () => {
    const result = await sh('echo no more credit >&2; exit 9', { table: { exit_codes: { 9: 'usage_limit_reached' } } });
    expect(result).toMatchObject({
      ...{ exitKind: 'failed', exitCode: 9 },
      failure: { class: 'usage_limit_reached', detail: 'no more credit' },
    });
  });

  test('by the clock of silence does not come while it says until when it waits', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const script = `echo '{"type":"waiting","for":"a slot","until":"${until}"}'; sleep 4; echo '{"type":"message","text":"now"}'`;
    const result = await sh(script, { table: millrace, request: { silenceSeconds: 1 } });
    expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'now' });
  });

  test('by the clock of silence is told as what it waited for', async () => {
    const script = `echo '{"type":"waiting","for":"the limit","class":"provider_rate_limited"}'; sleep 300`;
    const result = await sh(script, { table: millrace, request: { silenceSeconds: 1 } });
    expect(result).toMatchObject({
      exitKind: 'silent',
      failure: { class: 'provider_rate_limited', detail: 'the limit' },
    });
  });
});

describe('it is not started', () => {
  test.each<[string, Options, string[], string, RegExp]>([
    ['where its program is not there', {}, ['not-here-at-all'], 'runner_binary_missing', /runners\.command\.own/],
    [
      'with a permission that it does not keep',
      { request: { permission: 'basic' } },
      ['sh'],
      'runner_misconfigured',
      /basic/,
    ],
    ['without its table', { request: { runner: 'command.gone' } }, ['sh'], 'runner_misconfigured', /command\.gone/],
  ])('%s', async (_name, options, argv, expected, detail) => {
    const { exitKind, failure } = await run(argv, options);
    expect([exitKind, failure?.class]).toEqual(['not_started', expected]);
    expect(failure?.detail).toMatch(detail);
  });
});

test('no secret of its table is in what it leaves', async () => {
  const { finalMessage } = await sh('echo "$MY_TOKEN"', { table: { env: { MY_TOKEN: 'very-secret-value-1' } } });
  expect(finalMessage).not.toContain('very-secret-value-1');
});

describe.each(['python', 'js'] as const)('the example of the page in %s', (language) => {
  let server: ModelServer;
  beforeAll(async () => void (server = await startModelServer()));
  afterAll(() => server.close());

  function play(steps: Step[]): Promise<RunnerRawResult> {
    const code = exampleIn(language);
    const program = join(root, language === 'js' ? 'tiny.cjs' : 'tiny.py');
    writeFileSync(program, code);
    chmodSync(program, 0o755);
    const env = { OPENAI_BASE_URL: server.session('tiny', { steps }), OPENAI_API_KEY: 'test-key-0123456789' };
    return run([program, '{model}'], { table: { ...millrace, env } });
  }

  test('works a task with its tool, and says what it used', async () => {
    const usage = { input: 10, cached: 4, output: 5 };
    const steps = [
      { shell: 'env > seen; echo hi', usage },
      { reply: 'Done.\n\n### BUILDER_COMPLETE', usage },
    ];
    const result = await play(steps);
    expect(result).toMatchObject({
      exitKind: 'completed',
      finalMessage: 'Done.\n\n### BUILDER_COMPLETE',
      failure: null,
    });
    expect(result.usage).toEqual({ input: 20, cachedInput: 8, output: 10, thinking: 0, total: 30 });
    expect(readFileSync(join(root, 'work', 'seen'), 'utf8')).not.toContain('test-key');
    expect(server.requests('tiny')[0]).toMatchObject({
      authorization: 'Bearer test-key-0123456789',
      userText: 'Do it.',
    });
  });

  test.each<[Step, string]>([
    [{ status: 401 }, 'auth_missing_or_invalid'],
    [{ status: 429, headers: { 'retry-after': '60' } }, 'provider_rate_limited'],
    [{ page: '<html>' }, 'provider_unavailable'],
    [{ drop: true }, 'network_unavailable'],
    [{ reply: 'half', incomplete: 'max_output_tokens' }, 'answer_truncated'],
  ])('names the failure of %j', async (step, expected) => {
    const { failure } = await play([step]);
    expect(failure?.class).toBe(expected);
    expect(failure?.retryAt === undefined).toBe(step.headers === undefined);
  });
});

test('what a program may call its failure is no failure that the runtime alone finds out', () => {
  const codes = (one: string) => commandKind.family.entry.safeParse({ argv: ['x'], exit_codes: { 9: one } }).success;
  expect(['provider_unavailable', 'disk_full', 'work_tree_busy', 'approval_denied'].map(codes)).toEqual([
    ...[true, false, false, false],
  ]);
});
