// The real Codex CLI, against a model server on this machine, through the same `runAgent` that the product uses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CANCEL } from '../../agents/host/wait.js';
import { RUNTIME_DIR, runArtifacts } from '../../core/contracts/paths.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { startModelServer } from '../../agents/suite/model-server/server.js';
import { useCodex } from '../support/codex-stand.js';
import { stageRequest } from '../support/stage-request.js';
import { API_KEY, type RunOptions } from './bench.js';

const stand = useCodex();

// Its own in each process: agents are swept by the id of their request, wherever they run.
const request = (changes: Parameters<typeof stageRequest>[0] = {}) =>
  stageRequest({ requestId: `request-${process.pid}`, permission: 'maximum', timeoutSeconds: 60, ...changes });

/** One stage whose model gives these answers. */
const play = (steps: Step[], options: RunOptions = {}, changes = {}) =>
  stand.bench.run(request(changes), stand.server.session('stage', { steps }), options);

const runFolder = () => join(stand.bench.workspaceDir, RUNTIME_DIR, 'runs', request().runId);
const artifact = (name: (id: string) => string) => readFileSync(join(runFolder(), name(request().requestId)), 'utf8');

describe('a task', () => {
  const steps: Step[] = [
    {
      reply: 'I will change the greeting.',
      shell: "sed -i 's/hello/hello, world/' greeting.txt && env",
      usage: { input: 1000, cached: 400, output: 50, reasoning: 20 },
    },
    { reply: 'Done.\n\n### BUILDER_COMPLETE', usage: { input: 1200, cached: 900, output: 30, reasoning: 5 } },
  ];

  test.for(['basic', 'maximum'] as const)('is worked end to end with permission %s', async (permission, { skip }) => {
    const result = await play(steps, { prompt: 'Change the greeting in a secret way.' }, { permission });
    skip(result.failure?.class === 'sandbox_unavailable' && permission === 'basic', 'no sandbox works on this machine');
    expect(result).toMatchObject({ exitKind: 'completed', exitCode: 0, failure: null, notes: [] });
    expect(readFileSync(join(stand.bench.workspaceDir, 'greeting.txt'), 'utf8')).toBe('hello, world\n');
    expect(stand.bench.git('diff', '--stat')).toContain('greeting.txt');
    expect(result.finalMessage).toBe('Done.\n\n### BUILDER_COMPLETE');
    expect(result.usage).toEqual({ input: 2200, cachedInput: 1300, output: 80, thinking: 25, total: 2280 });
  });

  test('reads its prompt from stdin, and keeps the key from commands and from what is stored', async () => {
    await play(steps, { prompt: 'Change the greeting in a secret way.' });
    expect(stand.server.requests('stage')[0]?.userText).toContain('in a secret way');
    expect(stand.server.requests('stage')[0]?.authorization).toBe(`Bearer ${API_KEY}`);
    expect(artifact(runArtifacts.invocation)).not.toContain('in a secret way');
    expect(artifact(runArtifacts.events)).toContain(`MILLRACE_REQUEST=${request().requestId}`);
    expect(JSON.stringify(stand.server.requests('stage')[1]?.body)).not.toContain(API_KEY);
    for (const file of readdirSync(runFolder())) {
      expect(readFileSync(join(runFolder(), file), 'utf8'), file).not.toContain(API_KEY);
    }
  });
});

describe('an environment failure', () => {
  test('a refused key', async () => {
    const result = await play([{ status: 401, message: `Incorrect API key provided: ${API_KEY}` }]);
    expect(result).toMatchObject({ exitKind: 'failed', exitCode: 1, usage: null });
    expect(result.failure).toMatchObject({ class: 'auth_missing_or_invalid' });
    expect(result.failure?.detail).not.toContain(API_KEY);
  });

  test('a usage limit, with the moment at which it ends', async () => {
    const resets = new Date();
    resets.setDate(resets.getDate() + 3);
    resets.setHours(3, 33, 20, 0);
    const error = {
      type: 'usage_limit_reached',
      message: 'limit',
      plan_type: 'pro',
      resets_at: resets.getTime() / 1000,
    };
    const result = await play([{ status: 429, body: { error } }]);
    expect(result.failure).toMatchObject({
      class: 'usage_limit_reached',
      // Codex cuts the seconds off.
      retryAt: new Date(new Date(resets).setHours(3, 34, 0, 0)).toISOString(),
    });
  });

  test('a rate limit inside the stream', async () => {
    const failed = { code: 'rate_limit_exceeded', message: 'Rate limit reached' };
    const result = await play([{ failed, times: 9 }]);
    expect(result.failure?.class).toBe('provider_rate_limited');
  });

  test('a provider that is overloaded', async () => {
    expect((await play([{ status: 503, times: 9 }])).failure?.class).toBe('provider_unavailable');
  });

  test.each<[string, Step]>([
    ['breaks off', { reply: 'half', cut: 'mid' }],
    ['stops without its end', { reply: 'half', cut: 'end' }],
    ['never comes, because the connection is closed', { drop: true }],
  ])('an answer that %s', async (_name, step) => {
    expect((await play([{ ...step, times: 9 }])).failure?.class).toBe('network_unavailable');
  });

  test('nobody listens at the provider’s address', async () => {
    const gone = await startModelServer();
    const baseUrl = gone.session('stage', {});
    await gone.close();
    const result = await stand.bench.run(request(), baseUrl);
    expect(result).toMatchObject({ exitKind: 'failed', failure: { class: 'network_unavailable' } });
  });

  test('Codex is not installed', async () => {
    const result = await play([], { config: { command: 'codex-is-not-here' } });
    expect(result).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_binary_missing' } });
    expect(result.failure?.detail).toContain('codex-is-not-here');
  });

  test('a flag that Codex does not know', async () => {
    const result = await play([], { config: { args: ['exec', '--no-such-flag'] } });
    expect(result).toMatchObject({ exitKind: 'failed', exitCode: 2, failure: { class: 'runner_misconfigured' } });
    expect(result.failure?.detail).toContain('--no-such-flag');
  });
});

describe('an answer that is not one', () => {
  test('a full context is a failure of the stage', async () => {
    const failed = { code: 'context_length_exceeded', message: 'too long' };
    expect((await play([{ failed }])).failure?.class).toBe('context_exhausted');
  });

  test('so is a truncated answer', async () => {
    const result = await play([{ reply: 'half', incomplete: 'max_output_tokens', times: 9 }]);
    expect(result.failure?.class).toBe('answer_truncated');
  });
});

describe('a model that says nothing', () => {
  test.each(['headers', 'mid'] as const)('ends the stage by its silence (%s)', async (hang) => {
    const result = await play([{ reply: 'half', hang }], {}, { silenceSeconds: 2 });
    expect(result).toMatchObject({ exitKind: 'silent', failure: { class: 'runner_timeout' } });
    expect(marked(request().requestId)).toEqual([]);
  });
});

describe('a cancelled stage', () => {
  test('leaves no process, not even one in a session of its own', async () => {
    const cancel = new AbortController();
    const shell = 'setsid nohup sleep 300 >/dev/null 2>&1 & sleep 300 & touch started; sleep 300';
    const running = play([{ shell }, { reply: 'never' }], { signal: cancel.signal });
    while (!existsSync(join(stand.bench.workspaceDir, 'started'))) await sleep(20);
    expect(marked(request().requestId).length).toBeGreaterThanOrEqual(4);
    cancel.abort(CANCEL);
    // Exit code 1 is how Codex ends on its polite signal; a kill would have no exit code.
    expect(await running).toMatchObject({ exitKind: 'cancelled', exitCode: 1, failure: null });
    expect(marked(request().requestId)).toEqual([]);
  });
});

/** Pids of running processes that carry the mark of a request. */
function marked(requestId: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(`MILLRACE_REQUEST=${requestId}`)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
