// `runner test` before anything is played: who is meant, what is accepted, which cases.
import { beforeEach, expect, test } from 'vitest';
import { testRunner } from '../../cli/commands/runner-test.js';
import { trust } from '../../cli/commands/trust.js';
import { type Context, createContext } from '../../cli/context.js';
import { makeRoom, type Room } from './room.js';

let room: Room;
let context: Context;
beforeEach(async () => {
  room = await makeRoom();
  context = { ...createContext({ workspace: room.workspace }), env: { MILLRACE_STATE_HOME: room.state }, note() {} };
});

const table = '[runners.command.own]\nargv = ["touch", "started"]\n';
const on = (name: string, more: { case?: string; against?: 'live' } = {}) =>
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

test('against live only what needs no server of ours is played', async () => {
  const { data } = await on('scripted', { case: 'refusals/401', against: 'live' });
  expect(data).toMatchObject({ cases: [{ verdict: 'cannot apply', why: expect.stringContaining('--against stub') }] });
});
