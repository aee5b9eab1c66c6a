// `runner test` before anything is played: who is meant, what is accepted, which cases.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRunner } from '../../agents/registry.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { casesNamed } from '../../agents/suite/cases.js';
import { runSuite } from '../../agents/suite/suite.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { testRunner } from '../../cli/commands/runner-test.js';
import { trust } from '../../cli/commands/trust.js';
import { type Context, createContext } from '../../cli/context.js';
import { exampleIn } from '../runners/stands.js';
import { makeRoom, type Room } from './room.js';

let room: Room;
let context: Context;
beforeEach(async () => {
  room = await makeRoom();
  context = {
    ...createContext({ workspace: room.workspace }),
    env: { MILLRACE_STATE_HOME: room.state, PATH: process.env['PATH'] },
    note() {},
  };
});

const table = '[runners.command.own]\nargv = ["touch", "started"]\n';
const on = (name: string, more: { case?: string; against?: 'live'; yes?: boolean } = {}) =>
  testRunner(context, { against: 'stub', ...more }, name);

test('a runner that nobody has is told, with the one that may be meant', async () => {
  await room.drop('millrace.toml', table);
  await trust(context, { accept: true });
  await expect(on('command.oen')).rejects.toMatchObject({
    exit: 4,
    message: expect.stringMatching(/Did you mean command\.own\?/),
  });
  await expect(on('command')).rejects.toMatchObject({ exit: 4 });
  await expect(on('scripted', { case: 'no/such' })).rejects.toMatchObject({ exit: 2 });
});

test('nothing that the workspace names is started before it is accepted', async () => {
  await room.drop('millrace.toml', table);
  await expect(on('command.own', { case: 'answers/plain' })).rejects.toMatchObject({ exit: 20 });
});

test('what came of each case is told, and a case that fails is exit 1', async () => {
  await room.drop('millrace.toml', table);
  await trust(context, { accept: true });
  const { data, exit, lines } = await on('command.own', { case: 'answers/plain' });
  expect(exit).toBe(1);
  expect(data).toMatchObject({ runner: 'command.own', passed: 0, failed: 1, cannotApply: 0 });
  expect(lines.join('\n')).toMatch(/answers\/plain +fail .*outcome is BLOCKED/);
});

test('a case that needs a model says why it cannot apply, and is no failure', async () => {
  const { data, exit } = await on('scripted', { case: 'refusals/401' });
  expect(exit).toBe(0);
  expect(data).toMatchObject({ cannotApply: 1, cases: [{ verdict: 'cannot apply', why: 'it asks no model' }] });
});

test('a program that is not there is told once, with what to do, and nothing is played', async () => {
  await room.drop('millrace.toml', table.replace('touch', 'no-such-program'));
  await trust(context, { accept: true });
  await expect(on('command.own')).rejects.toMatchObject({
    ...{ exit: 1, code: 'runner_binary_missing', message: expect.stringMatching(/no-such-program.*argv/) },
  });
  context = { ...context, env: { ...context.env, PATH: '/nowhere' } };
  await expect(on('claude_code')).rejects.toMatchObject({ code: 'runner_binary_missing' });
});

describe('against live', () => {
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer();
    const agent = join(room.state, 'tiny.py');
    mkdirSync(room.state, { recursive: true });
    writeFileSync(agent, exampleIn('python'), { mode: 0o755 });
    const argv = `[runners.command.own]\nargv = ["${agent}", "m"]\ndialect = "millrace"\n`;
    await room.drop('millrace.toml', `${argv}pass_env = ["OPENAI_BASE_URL", "OPENAI_API_KEY"]\n`);
    await trust(context, { accept: true });
  });
  afterEach(() => server.close());

  /** A server that the user's own variables name, as a provider. */
  const provided = (...steps: Step[]): void => {
    const own = { OPENAI_BASE_URL: server.session('provider', { steps }), OPENAI_API_KEY: 'key-of-the-user-0123' };
    context = { ...context, env: { ...process.env, ...context.env, ...own } };
  };
  const DONE: Step = { reply: '### TRIAL_COMPLETE', usage: { input: 100, cached: 0, output: 20 } };

  test('what it costs is said first, and nobody is asked for it without a yes', async () => {
    provided(DONE);
    const notes: string[] = [];
    context = { ...context, note: (line) => void notes.push(line) };
    await expect(on('command.own', { against: 'live' })).rejects.toMatchObject({ exit: 1, code: 'not_confirmed' });
    expect(notes.join()).toMatch(/2 short stages of command\.own with your own login: some 10,000 tokens/);
    expect(server.requests('provider')).toEqual([]);
  });

  test('the provider is asked that the user has, with the key of the user', async () => {
    provided(DONE);
    const { data, lines } = await on('command.own', { against: 'live', case: 'answers/plain', yes: true });
    expect(data).toMatchObject({ passed: 1, failed: 0, cases: [{ name: 'answers/plain', tokens: 120 }] });
    expect(lines.at(-1)).toMatch(/120 tokens were used/);
    expect(server.requests('provider')).toMatchObject([
      { authorization: 'Bearer key-of-the-user-0123', userText: expect.stringContaining('### TRIAL_COMPLETE') },
    ]);
  });

  test('a provider that refuses is a case that fails, in its own words', async () => {
    provided({ status: 401, message: 'no such key', times: 9 });
    const { exit, lines } = await on('command.own', { against: 'live', case: 'answers/plain', yes: true });
    expect([exit, lines.join()]).toEqual([1, expect.stringMatching(/auth_missing_or_invalid.*no such key/)]);
  });

  test('without a login it says how to get one', async () => {
    const PATH = join(room.state, 'bin');
    mkdirSync(PATH);
    writeFileSync(join(PATH, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
    context = { ...context, env: { ...context.env, PATH, HOME: room.state } };
    await expect(on('claude_code', { against: 'live', yes: true })).rejects.toMatchObject({
      ...{ exit: 1, code: 'login_missing', failure: { hint: expect.stringContaining('/login') } },
    });
  });
});

test('broken off it ends what is at work, tells what was judged before, and leaves no folder', async () => {
  const [off, cache] = [new AbortController(), join(room.state, 'cache')];
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const stand = { adapter: findRunner('scripted'), config: DEFAULT_RUNNER_CONFIG, env, model: null };
  const cases = [...casesNamed('marker/alone'), ...casesNamed('tools/hangs'), ...casesNamed('marker/two')];
  const each = (): void => void setTimeout(() => off.abort(), 300);
  const judged = await runSuite(cases, { ...stand, against: 'stub', atOnce: 1, each, signal: off.signal });
  expect(judged.map(({ name }) => name)).toEqual(['marker/alone']);
  expect(readdirSync(cache)).toEqual([]);
});

test('against live only what needs no server of ours is played', async () => {
  const { data } = await on('scripted', { case: 'refusals/401', against: 'live' });
  expect(data).toMatchObject({ cases: [{ verdict: 'cannot apply', why: expect.stringContaining('--against stub') }] });
});
