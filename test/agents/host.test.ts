// One host per request, whatever dies and whoever races.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Ensured, HostSpec } from '../../agents/host/ensure.js';
import { ensureHost } from '../../agents/host/ensure.js';
import { identityOf, isAlive, parseStat } from '../../disk/identity.js';
import { look, readAgent } from '../../agents/host/journal.js';
import { readEnd } from '../../agents/host/result.js';
import type { Stand } from './stand.js';
import { makeStand, starts, until, writeClaim } from './stand.js';

function spec(stand: Stand, script: string, requestId?: string): HostSpec {
  const journal = stand.journal(requestId);
  const argv = ['sh', '-c', `echo $$ >>starts; ${script}`];
  return {
    journal,
    treeDir: stand.workspaceDir,
    stdoutFile: join(journal.dir, 'out'),
    stderrFile: join(journal.dir, 'err'),
    foreground: true,
    launch: async () => ({ argv, env: { PATH: process.env['PATH'] ?? '' }, stdin: null, notes: [] }),
    beat: () => undefined,
  };
}

const done = (stand: Stand, requestId?: string): Promise<void> =>
  until(() => look(stand.journal(requestId)).state === 'done');

function hostPid(stand: Stand): number {
  const current = look(stand.journal());
  if (current.state !== 'running') throw new Error(`no host runs: ${current.state}`);
  return current.host.pid;
}

/** A process that existed and is gone. */
const deadPid = (): number => spawnSync('true').pid;

test('an agent that ends by itself leaves its exit code and its output', async () => {
  const stand = makeStand();
  expect(await ensureHost(spec(stand, 'echo out; echo err >&2; exit 7'))).toBe('started');
  await done(stand);
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', exitCode: 7, signal: null });
  expect(readFileSync(join(stand.journal().dir, 'out'), 'utf8')).toBe('out\n');
  expect(readFileSync(join(stand.journal().dir, 'err'), 'utf8')).toBe('err\n');
  expect(await ensureHost(spec(stand, 'true'))).toBe('done');
});

test('arguments reach the agent as they are', async () => {
  const stand = makeStand();
  const argv = ['printf', '%s|', 'a b', '$HOME', '"q"', "it's", '*', 'line\nline', ''];
  const launch = async () => ({ argv, env: { PATH: process.env['PATH'] ?? '' }, stdin: null, notes: [] });
  await ensureHost({ ...spec(stand, ''), launch });
  await done(stand);
  expect(readFileSync(join(stand.journal().dir, 'out'), 'utf8')).toBe('a b|$HOME|"q"|it\'s|*|line\nline||');
});

test('an agent that a signal ended says which', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'kill -9 $$'));
  await done(stand);
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', exitCode: null, signal: 'SIGKILL' });
});

test('a journal that is removed before its host is seen is no host that cannot be started: its agent may be at work', async () => {
  const stand = makeStand();
  const plain = spec(stand, 'sleep 30');
  const launch = async () => {
    rmSync(plain.journal.dir, { recursive: true });
    return plain.launch();
  };
  await expect(ensureHost({ ...plain, launch })).rejects.toThrow('was removed while its agent worked');
});

test('many callers at once start one agent', async () => {
  for (let round = 0; round < 5; round += 1) {
    const stand = makeStand();
    const all = await Promise.all(Array.from({ length: 6 }, () => ensureHost(spec(stand, 'sleep 0.2'))));
    expect(all.every((one: Ensured) => one === 'started' || one === 'attached')).toBe(true);
    await done(stand);
    expect(starts(stand)).toHaveLength(1);
  }
});

test('a living host is attached to, and nothing is started', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'sleep 30'));
  await until(() => readAgent(stand.journal()) !== null);
  const agent = readAgent(stand.journal());
  expect(await ensureHost(spec(stand, 'true'))).toBe('attached');
  expect(readAgent(stand.journal())).toEqual(agent);
});

test('a host that died before it started its agent is followed by another', async () => {
  const stand = makeStand();
  writeClaim(stand.journal(), deadPid(), '1');
  const all = await Promise.all([1, 2, 3].map(() => ensureHost(spec(stand, 'exit 3'))));
  expect(all).not.toContain('lost');
  await done(stand);
  expect(starts(stand)).toHaveLength(1);
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', exitCode: 3 });
});

test('a killed host: its agent is ended, the result is `lost`, and nothing is run again', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'setsid sleep 60 & sleep 60'));
  await until(() => readAgent(stand.journal()) !== null && starts(stand).length === 1);
  process.kill(hostPid(stand), 'SIGKILL');
  await until(() => look(stand.journal()).state === 'orphaned');
  const all = await Promise.all([1, 2, 3].map(() => ensureHost(spec(stand, 'true'))));
  expect(new Set(all)).toEqual(new Set(['lost']));
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'lost', exitCode: null, signal: null });
  expect(starts(stand)).toHaveLength(1);
  expect(stand.left()).toEqual([]);
});

test('a killed agent is a result like any other', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'sleep 60'));
  await until(() => starts(stand).length === 1);
  process.kill(starts(stand)[0] ?? 0, 'SIGKILL');
  await done(stand);
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', signal: 'SIGKILL' });
});

test('a host of another boot is dead, even when its number is in use', async () => {
  const stand = makeStand();
  writeClaim(stand.journal(), process.pid, identityOf()?.startTime ?? '', 'another-boot');
  writeFileSync(join(stand.journal().dir, 'claim-1.spawning'), '');
  expect(await ensureHost(spec(stand, 'true'))).toBe('lost');
  expect(starts(stand)).toEqual([]);
});

test('a torn result counts as lost', async () => {
  const stand = makeStand();
  writeFileSync(stand.journal().done, '{"kind":"exi');
  expect(await ensureHost(spec(stand, 'true'))).toBe('done');
  expect(readEnd(stand.journal()).kind).toBe('lost');
});

test('two foreground agents never run in one work tree; a learning one may run beside', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'sleep 60'));
  await until(() => starts(stand).length === 1);
  await ensureHost(spec(stand, 'true', stand.request({ requestId: 'request-second' }).requestId));
  await done(stand, 'request-second');
  expect(readEnd(stand.journal('request-second')).kind).toBe('busy');
  expect(starts(stand)).toHaveLength(1);
  await ensureHost({ ...spec(stand, 'true', 'request-beside'), foreground: false });
  await done(stand, 'request-beside');
  expect(readEnd(stand.journal('request-beside'))).toMatchObject({ kind: 'exited', exitCode: 0 });
});

test('the work tree stays taken while the agent of a killed host lives, and is free after it was ended', async () => {
  const stand = makeStand();
  await ensureHost(spec(stand, 'sleep 60'));
  await until(() => readAgent(stand.journal()) !== null);
  process.kill(hostPid(stand), 'SIGKILL');
  await ensureHost(spec(stand, 'true', stand.request({ requestId: 'request-early' }).requestId));
  await done(stand, 'request-early');
  expect(readEnd(stand.journal('request-early')).kind).toBe('busy');
  await ensureHost(spec(stand, 'true'));
  await ensureHost(spec(stand, 'true', 'request-late'));
  await done(stand, 'request-late');
  expect(readEnd(stand.journal('request-late'))).toMatchObject({ kind: 'exited', exitCode: 0 });
});

test('a host that cannot be started is refused with the cause', async () => {
  vi.stubEnv('MILLRACE_NO_SUBREAPER', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const stand = makeStand();
  const nowhere = { ...spec(stand, 'true'), treeDir: join(stand.workspaceDir, 'nowhere') };
  await expect(ensureHost(nowhere)).rejects.toMatchObject({ failureClass: 'runner_misconfigured' });
  symlinkSync('/bin/sh', join(stand.workspaceDir, 'sh'));
  const noTools = async () => ({ argv: ['true'], env: { PATH: stand.workspaceDir }, stdin: null, notes: [] });
  await expect(ensureHost({ ...spec(stand, 'true'), launch: noTools })).rejects.toMatchObject({
    detail: expect.stringContaining('ln, flock and setsid') as string,
  });
  expect(existsSync(stand.journal().done)).toBe(false);
});

test('an id that leads out of the state folder is refused', () => {
  expect(() => makeStand().journal('../outside')).toThrow(/not a request id/);
});

test('an identity is alive only with its own start time, and not as a zombie', async () => {
  const own = identityOf();
  expect(own && isAlive(own)).toBe(true);
  expect(own && isAlive({ ...own, startTime: '1' })).toBe(false);
  expect(parseStat('7 (a) b (c) Z 1 2 3')?.state).toBeUndefined();
  const fields = ['Z', '1', '2', '3', ...Array<string>(15).fill('0'), '99', '0'];
  expect(parseStat(`7 (a) b) ${fields.join(' ')}`)).toEqual({ state: 'Z', parent: 1, session: 3, startTime: '99' });
});
