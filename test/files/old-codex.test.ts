// A Codex that is too old for the walls of a plan: every command that uses or shows the plan says so, and `status` says it before the
// first stage. Codex is a script that tells a version.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { show, validate } from '../../cli/commands/compile.js';
import { statusModel } from '../../cli/commands/status-model.js';
import { trust } from '../../cli/commands/trust.js';
import { createContext, type Context } from '../../cli/context.js';
import { acceptedPlan } from '../../cli/trust/gate.js';
import { makeRoom, type Room } from './room.js';

let room: Room;
let bin: string;
let said: string[];
let context: Context;
beforeEach(async () => {
  room = await makeRoom();
  bin = join(room.workspace, '..', 'bin');
  mkdirSync(bin);
  said = [];
  const env = { HOME: join(bin, '..'), PATH: `${bin}:${process.env['PATH'] ?? ''}`, MILLRACE_STATE_HOME: room.state };
  context = { ...createContext({ workspace: room.workspace }), env, note: (line) => void said.push(line) };
  await configured('');
});

function codex(version: string): void {
  const file = join(bin, 'codex');
  writeFileSync(file, `#!/bin/sh\ntouch ${bin}/started\necho codex-cli ${version}\n`);
  chmodSync(file, 0o755);
}

async function configured(config: string): Promise<void> {
  await room.drop('millrace.toml', config);
  await trust(context, { accept: true });
  said = [];
}

const notes = async (): Promise<string[]> => (await statusModel(context)).notes;
const OLD = /knows no permission profiles/;

test.each([
  ['an old version', '0.60.0', ''],
  ['a version that it does not tell', 'x', ''],
  ['an old version and `elevated`', '0.139.2', '[runners.codex]\npermission_default = "elevated"\n'],
  [
    'an old version and one stage with walls',
    '0.1.0',
    '[runners.codex]\npermission_default = "maximum"\n[runners.codex.permission_by_stage]\nchecker = "read_only"\n',
  ],
])('%s is told by compile, run and status', async (_name, version, config) => {
  codex(version);
  await configured(config);
  expect(await notes()).toEqual([]);
  for (const look of [validate, show]) {
    said = [];
    const { data } = await look(context, {});
    expect(said.join()).toMatch(OLD);
    expect(data).toMatchObject({ walls: [expect.stringMatching(OLD)] });
  }
  expect(await notes()).toEqual([]);
  said = [];
  await acceptedPlan(context, {}, 'run');
  expect(said.join()).toMatch(OLD);
  expect((await notes()).join()).toMatch(OLD);
});

test.each([
  ['a newer one', '0.169.0', '', {}],
  ['no walls at all', '0.60.0', '[runners.codex]\npermission_default = "maximum"\n', {}],
  ['a rehearsal', '0.60.0', '', { MILLRACE_SCRIPT: '/script.json' }],
])('nothing is told of %s', async (_name, version, config, env) => {
  codex(version);
  await configured(config);
  context = { ...context, env: { ...context.env, ...env } };
  await validate(context, {});
  await acceptedPlan(context, {}, 'run');
  expect([said.join(), (await notes()).join()].join()).not.toMatch(OLD);
});

test('after an update nothing is told any more', async () => {
  codex('0.60.0');
  await acceptedPlan(context, {}, 'run');
  await new Promise((resolve) => setTimeout(resolve, 20));
  codex('0.170.0');
  await acceptedPlan(context, {}, 'run');
  expect(await notes()).toEqual([]);
});

test('where the ground is not accepted nothing is started to ask', async () => {
  codex('0.60.0');
  await room.drop('millrace.toml', '# changed\n');
  await validate(context, {});
  expect(existsSync(join(bin, 'started'))).toBe(false);
});
