// What some defences are for: each test shows an attack that succeeds where its defence is taken away, and fails with it. Others stand beside the
// tests of their defence ("what the defence is for").
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { identityOf, isAlive } from '../../disk/identity.js';
import { redact } from '../../agents/redact.js';
import { compileSources } from '../../cli/compile.js';
import { readSources } from '../../read/sources.js';
import { readFront } from '../../core/assets/skill-front.js';
import { jsonBytes, groupsOf, LIMITS, WALL } from '../../core/contracts/limits.js';
import { seekLease, tryLease } from '../../worker/fleet/lease.js';
import type { WorkerRecord } from '../../worker/fleet/roster.js';
import { documentRef } from '../pure/world.js';
import { makeRoom } from './room.js';

it('a setting that an agent wrote would name the program of the next stage, were the ground read where it lies', async () => {
  const room = await makeRoom();
  const accepted = path.join(room.state, 'accepted');
  cpSync(room.at(''), accepted, { recursive: true });
  appendFileSync(room.at('millrace.toml'), '\n[runners.pi]\ncommand = "./evil"\n');
  const programOf = async (copy: string | null) =>
    (await compileSources(readSources(room.workspace, null, copy))).config?.runners.pi.command;
  expect(await programOf(null)).toBe('./evil');
  expect(await programOf(accepted)).toBe('pi');
});

it('a worker that is only stopped would be ended by a command that leaves again, were it let', async () => {
  const state = mkdtempSync(path.join(tmpdir(), 'millrace-lease-'));
  onTestFinished(() => rmSync(state, { recursive: true }));
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const recordOf = (pid: number, endures: boolean): WorkerRecord => {
    const process = identityOf(pid);
    if (process === null) throw new Error('no such process');
    const facts = { role: 'serve' as const, stays: true, build: 'b', startedAt: new Date().toISOString() };
    return { ...process, ...facts, identity: String(pid), endures };
  };
  const worker = recordOf(child.pid ?? 0, true);
  tryLease(state, worker);
  child.kill('SIGSTOP');
  const say = (): void => undefined;
  expect(await seekLease(state, recordOf(process.pid, false), say)).toMatchObject({ kind: 'silent' });
  expect(isAlive(worker)).toBe(true);
  expect(await seekLease(state, recordOf(process.pid, true), say)).toMatchObject({ kind: 'held' });
  expect(isAlive(worker)).toBe(false);
});

it.each([
  ['percent-encoded', encodeURIComponent],
  ['as JSON', (text: string) => JSON.stringify(text)],
  ['in hex', (text: string) => Buffer.from(text).toString('hex')],
  ['in base64', (text: string) => Buffer.from(`user:${text}`).toString('base64')],
  ['in other case', (text: string) => text.toUpperCase()],
])('a secret that an agent repeats %s would be stored, were only the secret itself looked for', (_form, said) => {
  const secret = 'kV9/"mq+0Zx=w2Lr8';
  const form = said(secret).replace(/=+$/, '');
  const output = `I used ${form} for it.`;
  expect(output.replaceAll(secret, '[redacted]')).toContain(form);
  expect(redact(output, { DEPLOY_TOKEN: secret })).not.toContain(form.slice(8, -4));
});

it('front matter of a few lines would fill the memory, were all its aliases followed', () => {
  const levels = 'abcdef'.split('').map((name, n, all) => {
    const one = n === 0 ? 'x' : `*${all[n - 1] ?? ''}`;
    return `${name}: &${name} [${Array.from({ length: 8 }, () => one).join(', ')}]`;
  });
  const yaml = ['name: bomb', 'description: d', ...levels].join('\n');
  expect(JSON.stringify(parseDocument(yaml).toJS({ maxAliasCount: -1 })).length).toBeGreaterThan(500 * yaml.length);
  expect(readFront(`---\n${yaml}\n---\n`)).toMatch(/aliases name too much/);
});

it('a flood of documents would be a message that the server refuses at every try, were it sent as one', () => {
  const flood = Array.from({ length: 20_000 }, (_, n) => documentRef('task', `t${n}`, 'backlog', []));
  expect(jsonBytes(flood)).toBeGreaterThan(WALL);
  for (const group of groupsOf(flood, LIMITS.batch, LIMITS.batchBytes)) expect(jsonBytes(group)).toBeLessThan(WALL);
});

it('a proxy of the environment would stand between us and a server on this machine, were it asked', async () => {
  const met: string[] = [];
  const listen = async (name: string): Promise<string> => {
    const server = createServer((socket) => {
      met.push(name);
      socket.on('error', () => undefined).destroy();
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const [proxy, server] = [await listen('proxy'), await listen('server')];
  for (const name of ['no_proxy', 'NO_PROXY', 'no_grpc_proxy']) vi.stubEnv(name, undefined);
  vi.stubEnv('http_proxy', `http://${proxy}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const ask = async (channelArgs: object): Promise<void> => {
    const asked = Connection.connect({ address: server, connectTimeout: '1s', channelArgs: { ...channelArgs } });
    await expect(asked).rejects.toThrow();
  };
  await ask({ 'grpc.enable_http_proxy': 0 });
  expect(new Set(met)).toEqual(new Set(['server']));
  await ask({});
  expect(met).toContain('proxy');
});
