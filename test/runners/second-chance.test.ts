// A second chance with the real Codex: it goes on in the thread that did the work, and pays for what is new alone.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { requestId } from '../../core/contracts/run-ids.js';
import type { FormChance, StageRunRequest } from '../../core/contracts/stage.js';
import { useCodex } from '../support/codex-stand.js';
import { stageRequest } from '../support/stage-request.js';

vi.setConfig({ testTimeout: 120_000 });

const stand = useCodex();
const runId = `run-of-${process.pid}`;
const attempt = (number: number, form: FormChance, more: Partial<StageRunRequest> = {}): StageRunRequest =>
  stageRequest({
    ...{ runId, attempt: number, requestId: requestId(runId, 1, number), form },
    ...{ permission: 'maximum', timeoutSeconds: 60, ...more },
  });

const of = requestId(runId, 1, 1);
const taken: FormChance = { chance: 'taken', of, failureClass: 'missing_terminal_result', detail: 'no marker' };

/** Both attempts of a stage, whose model forgets the marker first. `between`: what happens after the first. */
async function twice(between: () => void = () => undefined, more: Partial<StageRunRequest> = {}) {
  const url = stand.server.session('stage', {
    steps: [
      { reply: 'I did it.', usage: { input: 1000, cached: 400, output: 50, reasoning: 20 } },
      { reply: 'Right.\n\n### BUILDER_COMPLETE', usage: { input: 1200, cached: 900, output: 30, reasoning: 5 } },
    ],
  });
  const first = await stand.bench.run(attempt(1, { chance: 'ahead' }, more), url, { prompt: 'Do the long work.' });
  between();
  const prompts: boolean[] = [];
  const prompt = (resumed: boolean) => (prompts.push(resumed), 'Only the marker is missing.');
  const second = await stand.bench.run(attempt(2, taken, more), url, { promptOf: prompt });
  return { first, second, prompts, asked: stand.server.requests('stage') };
}

describe('a second chance with Codex', () => {
  test.for(['maximum', 'basic'] as const)('goes on in its thread, permission %s', async (permission, { skip }) => {
    const { first, second, prompts, asked } = await twice(undefined, { permission });
    skip(first.failure?.class === 'sandbox_unavailable' && permission === 'basic', 'no sandbox works on this machine');
    expect(first.usage).toEqual({ input: 1000, cachedInput: 400, output: 50, thinking: 20, total: 1050 });
    expect(second.finalMessage).toBe('Right.\n\n### BUILDER_COMPLETE');
    expect(second.usage).toEqual({ input: 1200, cachedInput: 900, output: 30, thinking: 5, total: 1230 });
    expect(second.session).toEqual({ runner: 'codex_cli', id: first.session?.id, usage: expect.any(Object) });
    expect(prompts).toEqual([true]);
    expect(asked[1]?.userText).toContain('Do the long work.');
    expect(asked[1]?.userText).toContain('Only the marker is missing.');
  });

  test.for([
    ['is gone', () => rmSync(join(stand.bench.home, 'sessions'), { recursive: true })],
    [
      'was written by another Codex',
      () => eachThread((text) => text.replace(/"cli_version":"[^"]+"/, '"cli_version":"0.1.0"')),
    ],
  ] as const)('begins anew where the thread %s', async ([, between]) => {
    const { second, prompts, asked } = await twice(between);
    expect(second.finalMessage).toBe('Right.\n\n### BUILDER_COMPLETE');
    expect(second.usage).toMatchObject({ total: 1230 });
    expect(prompts).toEqual([false]);
    expect(asked[1]?.userText).not.toContain('Do the long work.');
  });
});

function eachThread(change: (text: string) => string): void {
  const folder = join(stand.bench.home, 'sessions');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.jsonl')))
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')));
}
