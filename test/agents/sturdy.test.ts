// An adapter that is wrong, and a journal that somebody damaged: a stage that failed or was lost, in words, and never a loop.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunnerAdapter } from '../../agents/adapter.js';
import { runAgent } from '../../agents/run-stage.js';
import { runnerSettings, putRunnerSettings } from '../../activities/runner-settings.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { makeStand, shRunner } from './stand.js';

const wrong = (): never => {
  throw new TypeError("Cannot read properties of undefined (reading 'x')");
};

const parts: [string, Partial<RunnerAdapter>, string][] = [
  ['starting', { prepare: () => Promise.resolve().then(wrong) }, 'cannot start the agent: Cannot read'],
  ['starting, at once', { prepare: wrong }, 'cannot start the agent: Cannot read'],
  [
    'reading and judging',
    { collect: () => Promise.resolve().then(wrong) },
    'cannot read what the agent left: Cannot read',
  ],
  ['reading, at once', { collect: wrong }, 'cannot read what the agent left: Cannot read'],
];

test.each(parts)('an adapter that throws in %s is a failed stage with its message', async (_what, part, said) => {
  const stand = makeStand();
  const adapters = [{ ...shRunner('echo hello'), ...part }];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'failed', failure: { class: 'runner_transport_failure' } });
  expect(result.failure?.detail).toContain(said);
});

test('what an adapter cannot say beside the work stops nothing', async () => {
  const stand = makeStand();
  const adapters = [{ ...shRunner('echo hello; sleep 1'), said: wrong, isKept: wrong, toolOpen: wrong }];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'hello\n' });
});

test('what the system says is no fault of the adapter: it is tried again', async () => {
  const stand = makeStand();
  const short = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  const adapters = [{ ...shRunner('true'), prepare: () => Promise.reject(short) }];
  await expect(runAgent(stand.request(), stand.deps({ adapters }))).rejects.toThrow('EMFILE');
});

test.each(['claim-1', 'done'])('a lost host names the file of its journal that is garbled: %s', async (name) => {
  const stand = makeStand();
  const journal = stand.journal();
  const file = name === 'done' ? journal.done : join(journal.dir, name);
  mkdirSync(journal.dir, { recursive: true });
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '\0\0garbled');
  writeFileSync(join(journal.dir, 'claim-1.spawning'), '');
  const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('echo never')] }));
  expect(result).toMatchObject({ exitKind: 'lost', failure: { class: 'runner_lost' } });
  expect(result.failure?.detail).toContain(`${file} cannot be read`);
});

test.each([
  ['text that is none', '{"codex":'],
  ['something else', '[]'],
  ['nothing', null],
])('settings of the runners that became %s are made again by who wrote them', async (_what, text) => {
  const state = makeStand().stateDir;
  const file = join(state, 'runners.json');
  await putRunnerSettings(state, DEFAULT_RUNNER_CONFIG);
  if (text === null) rmSync(file);
  else writeFileSync(file, text);
  expect(await runnerSettings(state)).toEqual(DEFAULT_RUNNER_CONFIG);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(DEFAULT_RUNNER_CONFIG);
});

test('settings that this process never wrote are named with what to do', async () => {
  const state = makeStand().stateDir;
  writeFileSync(join(state, 'runners.json'), 'garbled');
  await expect(runnerSettings(state)).rejects.toThrow(/runners\.json is damaged\. `millrace config reload`/);
  expect(existsSync(join(state, 'runners.json'))).toBe(true);
});
