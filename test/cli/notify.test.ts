// `notify` as a process: who is told is what an operator accepted, and never what an agent wrote, called or pretended.
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { type Receiver, receiver, refuses, takes } from '../files/notify-stand.js';
import { quick } from '../support/tier.js';
import { makeStand, type Ran, type Stand } from './stand.js';

let stand: Stand;
beforeEach(async () => void (stand = await makeStand()));
afterEach(() => rmSync(stand.root, { recursive: true, force: true }));

const at = (path: string): string => join(stand.workspace, 'millrace-agents', path);
const notify = (args: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  stand.run(['notify', ...args.split(' ')], { cwd: stand.workspace, env });
const rule = ({ url }: Receiver, name = 'phone'): string =>
  `\n[[notify]]\nname = "${name}"\nwebhook = "${url}"\nretry_seconds = 0.001\n`;
const kinds = ({ got }: Receiver): string[] => got.map(({ body }) => JSON.parse(body).attention.kind);

/** A file that was set aside, as anybody who writes in the workspace can leave one. */
function setAside(name: string, error: string): void {
  writeFileSync(at(`tasks/queue/${name}.invalid`), 'x');
  const line = { quarantine_name: `${name}.invalid`, source_name: name, error, at: '2026-01-01T00:00:00Z' };
  appendFileSync(at('tasks/queue/invalid-artifacts.jsonl'), `${JSON.stringify(line)}\n`);
}

quick('nobody is told by what lies in the configuration and was not accepted', async () => {
  const evil = await receiver();
  expect((await notify('ls')).stdout).toMatch(/Nobody is notified/);
  expect((await notify('test')).code).toBe(4);
  setAside('bad.md', 'no title');
  appendFileSync(at('millrace.toml'), rule(evil));
  for (const command of ['test', 'send']) expect((await notify(command)).code, command).toBe(4);
  const { stdout, stderr } = await notify('ls --json');
  expect(JSON.parse(stdout).data).toEqual({ accepted: false, rules: [] });
  expect(stderr).toMatch(/millrace\.toml changed/);
  expect(evil.got).toEqual([]);
  // What an operator accepts, and nothing else, makes the difference.
  await stand.run(['trust', '--accept'], { cwd: stand.workspace });
  expect((await notify('send')).code).toBe(0);
  expect(kinds(evil)).toEqual(['input_quarantined']);
});

quick('an accepted rule tells each cause once, whatever an agent changes, pretends or calls afterwards', async () => {
  const [phone, evil] = [await receiver(), await receiver()];
  appendFileSync(at('millrace.toml'), rule(phone));
  await stand.run(['trust', '--accept'], { cwd: stand.workspace });
  expect(await notify('test')).toMatchObject({ code: 0, stdout: `phone: arrived at ${new URL(phone.url).origin}/…\n` });
  expect((await notify('test other')).stderr).toMatch(/"other".*\n?.*There are: phone/);
  writeFileSync(at('millrace.toml'), rule(evil));
  setAside('bad.md', 'no title\n\x1b]0;owned\x07\u202Efdp');
  for (const command of ['test', 'send'])
    expect((await notify(command, { MILLRACE_REQUEST: 'request-1' })).code, command).toBe(5);
  expect((await notify('send')).stdout).toMatch(/^2 notifications/);
  expect((await notify('send')).stdout).toMatch(/^0 notifications/);
  expect(evil.got).toEqual([]);
  expect(kinds(phone), 'that the configuration was changed is told, too').toEqual([
    'test',
    'plan_stale',
    'input_quarantined',
  ]);
  expect(JSON.parse(phone.got[2]?.body ?? '').attention.cause).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

quick('a receiver that is away: exit 1, what waits and why is listed, and it is told when it is back', async () => {
  const phone = await receiver(refuses);
  appendFileSync(at('millrace.toml'), rule(phone));
  await stand.run(['trust', '--accept'], { cwd: stand.workspace });
  setAside('bad.md', 'no title');
  expect((await notify('test')).code).toBe(1);
  expect(await notify('send')).toMatchObject({ code: 1, stdout: expect.stringMatching(/1 did not/) });
  const [listed] = JSON.parse((await notify('ls --json')).stdout).data.rules;
  expect(listed).toMatchObject({ name: 'phone', by: 'webhook', signed: false, waiting: 1, arrived: 0, failures: 1 });
  expect((await notify('ls')).stdout).toMatch(/phone: .*answered 500: no; tried again at /);
  const status = (): Promise<Ran> => stand.run(['status'], { cwd: stand.workspace });
  expect((await status()).stdout).toMatch(/notifying phone fails, and 1 wait: .*500/);
  phone.now(takes);
  expect((await notify('send')).code).toBe(0);
  expect(JSON.parse((await notify('ls --json')).stdout).data.rules[0]).toMatchObject({
    waiting: 0,
    arrived: 1,
    error: null,
  });
});
