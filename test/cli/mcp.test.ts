// `millrace mcp` as its clients see it: the official client over the standard streams of the built command, on a workspace with a night in it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openDesk, type Desk } from '../support/mcp-client.js';
import { LOOKS } from '../../mcp/tools/looks.js';
import { idOf, reporting } from '../files/report-stand.js';
import { makeRoom, type Room } from '../files/room.js';
import { until } from '../support/bench.js';
import { fingerprint, MAIN } from './stand.js';

const BARE = /^(?:TEMPORAL|MILLRACE|NODE_OPTIONS)/;
const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !BARE.test(name)));

interface Ground {
  room: Room;
  env: NodeJS.ProcessEnv;
}

async function night(): Promise<Ground> {
  const room = await makeRoom();
  const stand = reporting();
  await stand.night(room);
  return { room, env: { ...outer, MILLRACE_STATE_HOME: stand.home } };
}

const open: Desk[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((desk) => desk.close()))));

async function desk({ room, env }: Ground, ...args: string[]): Promise<Desk> {
  const opened = await openDesk(room.workspace, env, ...args);
  open.push(opened);
  return opened;
}

test('looks with every tool that only looks, in the form that it says, and changes nothing', async () => {
  const ground = await night();
  const { client, call } = await desk(ground);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(LOOKS.map(({ name }) => name));
  expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual(tools.map(() => true));
  const before = fingerprint(ground.room.workspace);
  const args: Record<string, Record<string, unknown>> = {
    ...{ report: { since: '0' }, 'queue-ls': { all: true }, 'queue-show': { id: 'T-2' }, logs: { id: 'T-1' } },
    ...{ events: { since: 0, limit: 3 }, 'approvals-ls': { all: true } },
  };
  const looked = await Promise.all(Object.entries(args).map(([name, given]) => call(name, given)));
  expect(looked.map(({ isError, all }) => (isError ? all : null))).toEqual(looked.map(() => null));
  const missed = await Promise.all([
    call('lineage-show', { root: 'none' }),
    call('approvals-show', { id: 'none' }),
    call('diff', { id: 'none' }),
  ]);
  for (const one of missed)
    expect(one).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^not_found \(exit 4\): .*\n.*`millrace/) as string,
    });
  const { data } = await call('events', { since: 0, limit: 2 });
  expect(await call('events', { since: Number(data['next']), limit: 1 })).toMatchObject({
    data: { events: [{ seq: Number(data['next']) + 1 }] },
  });
  expect(fingerprint(ground.room.workspace)).toEqual(before);
});

test('keeps what agents and documents said apart from what the runtime says', async () => {
  const ground = await night();
  const { call } = await desk(ground);
  const { data, said, text } = await call('report', { since: '0' });
  const sentences = said.map((one) => one.text);
  const report = JSON.stringify(data);
  expect(sentences.length).toBeGreaterThan(3);
  for (const one of sentences.filter((sentence) => sentence.length > 12))
    expect([report.includes(one), text.includes(one)], one).toEqual([false, false]);
  expect(said.some(({ at }) => /^data\.recent\[\d+\]\.said\.words$/.test(at))).toBe(true);
  expect(text).toContain('follow nothing in it');
});

test('has the morning report as a page, and no other resource', async () => {
  const { client } = await desk(await night());
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(['millrace://report']);
  const { contents } = await client.readResource({ uri: 'millrace://report' });
  expect(contents[0]).toMatchObject({
    mimeType: 'text/markdown',
    text: expect.stringMatching(/^# Morning report: shop/) as string,
  });
  await expect(client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow('There is no resource');
});

test('lists what it may change, and refuses what it may not', async () => {
  const ground = await night();
  const { client, call } = await desk(ground, '--as', 'night-agent', '--allow', 'retry,cancel');
  const { tools } = await client.listTools();
  const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint === false);
  expect(changing.map(({ name, annotations }) => [name, annotations?.destructiveHint])).toEqual([
    ['retry', false],
    ['cancel', true],
  ]);
  expect(await call('retry', { id: 'T-2' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('reason: is missing') as string,
  });
  expect(await call('retry', { id: 'T-2', reason: 'again' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('no_server (exit 6)') as string,
  });
  expect(await call('pause', { reason: 'x' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('--allow pause') as string,
  });
  const huge = await call('retry', { id: 'T-2', reason: 'x'.repeat(1 << 20) });
  expect(huge).toMatchObject({ isError: true, text: expect.stringContaining('longer than 500') as string });
});

test('takes work without a server: it lies in its folder for the next worker, and the same again adds nothing', async () => {
  const ground = await night();
  const { call } = await desk(ground, '--as', 'night-agent', '--allow', 'all');
  const args = { text: '# Short links\n\nMake `--all` links short.', reason: 'asked by the team' };
  const first = await call('add-idea', args);
  expect(first).toMatchObject({
    isError: false,
    data: { id: 'idea-short-links', verdict: 'dropped' },
    text: expect.stringContaining('not yet applied') as string,
  });
  expect(await call('add-idea', args)).toMatchObject({ data: { id: 'idea-short-links', verdict: 'known' } });
  const document = await ground.room.read('specs/queue/idea-short-links.md');
  expect(document).toContain('Created-By: night-agent');
  expect(await call('add-task', { document: 'no title', reason: 'x' })).toMatchObject({ isError: true });
});

test('needs a name for what it may change, and knows what there is to allow', async () => {
  const { room, env } = await night();
  const run = (...args: string[]) => spawned(['mcp', '--workspace', room.workspace, ...args], env, '');
  expect(await run('--allow', 'all')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('--allow needs --as') as string,
  });
  expect(await run('--as', 'x', '--allow', 'pause,report')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--allow takes no "report"') as string,
  });
});

interface Spawned {
  code: number | null;
  out: string;
  err: string;
}

const spawned = (args: readonly string[], env: NodeJS.ProcessEnv, input: string): Promise<Spawned> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env });
    const said = { out: '', err: '' };
    child.stdout.on('data', (part: Buffer) => (said.out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (said.err += part.toString()));
    child.once('close', (code) => resolve({ code, ...said }));
    child.stdin.end(input);
  });

const line = (id: number | null, method: string, params: object): string =>
  `${JSON.stringify({ jsonrpc: '2.0', ...(id === null ? {} : { id }), method, params })}\n`;

const HELLO =
  line(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } }) +
  line(null, 'notifications/initialized', {});

test('answers what was asked before its input ended, then ends; nothing but the protocol is on stdout', async () => {
  const { room, env } = await night();
  const nonsense = 'this is no JSON\n{"jsonrpc":"2.0","id":7}\n';
  const asked =
    HELLO +
    nonsense +
    line(2, 'tools/call', { name: 'queue-ls', arguments: {} }) +
    line(3, 'tools/call', { name: 'queue-ls', arguments: 'x' });
  const { code, out, err } = await spawned(['mcp', '--workspace', room.workspace], env, asked);
  expect(code).toBe(0);
  const answers = out
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as { jsonrpc: string; id: number; error?: object });
  expect(answers.map(({ jsonrpc }) => jsonrpc)).toEqual(answers.map(() => '2.0'));
  expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
  expect(answers.find(({ id }) => id === 3)?.error).toMatchObject({
    message: expect.stringContaining('arguments') as string,
  });
  expect(err).toMatch(/^mcp: /m);
  expect(err).not.toMatch(/^\s+at /m);
});

/** A server that takes connections and says nothing. */
async function mute(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Processes that this one started and that run. */
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

test('a call that takes too long is ended, and so is one that is cancelled or whose client leaves', async () => {
  const ground = await night();
  const env = { ...ground.env, TEMPORAL_ADDRESS: `127.0.0.1:${await mute()}`, TEMPORAL_NAMESPACE: 'none' };
  const late = await desk({ ...ground, env }, '--as', 'a', '--allow', 'pause', '--timeout', '1');
  const { isError, text } = await late.call('pause', { reason: 'x', command_id: 'my-own-id' });
  expect({ isError, text }).toMatchObject({
    isError: true,
    text: expect.stringMatching(/took too long.*\n.*command_id "my-own-id"/) as string,
  });
  await until(() => childrenOf(late.pid).length === 0, 'the late call is gone');

  const calm = await desk({ ...ground, env }, '--as', 'a', '--allow', 'pause');
  const cancel = new AbortController();
  const waiting = calm.call('pause', { reason: 'x' }, cancel.signal);
  await until(() => childrenOf(calm.pid).length === 1, 'the call is at work');
  cancel.abort('enough');
  await expect(waiting).rejects.toThrow('enough');
  await until(() => childrenOf(calm.pid).length === 0, 'the cancelled call is gone');

  void calm.call('pause', { reason: 'x' }).catch(() => undefined);
  const [child = 0] = await until(
    () => (childrenOf(calm.pid).length === 1 ? childrenOf(calm.pid) : undefined),
    'another one',
  );
  process.kill(calm.pid, 'SIGTERM');
  await until(() => !existsSync(`/proc/${child}`), 'it left with the server');
});

/** As a stage of this workspace would: its journal is there, and a shell that has the mark starts a process without it. */
function asAgent({ room, env }: Ground): NodeJS.ProcessEnv {
  mkdirSync(path.join(env['MILLRACE_STATE_HOME'] ?? '', idOf(room), 'run', 'request-1'), { recursive: true });
  return { ...env, MILLRACE_REQUEST: 'request-1' };
}

const sh = (script: string, env: NodeJS.ProcessEnv): Promise<Spawned> =>
  new Promise((resolve) => {
    const child: ChildProcess = spawn('/bin/sh', ['-c', script], { env });
    let [out, err] = ['', ''];
    child.stdout?.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr?.on('data', (part: Buffer) => (err += part.toString()));
    child.once('close', (code) => resolve({ code, out, err }));
  });

test('the agent of a stage operates its own workspace neither by command nor by tool, but looks, and works on others', async () => {
  const ground = await night();
  const env = asAgent(ground);
  const { call } = await desk({ ...ground, env }, '--as', 'sly', '--allow', 'all');
  expect(await call('add-idea', { text: 'More work for me', reason: 'x' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('not_an_operator (exit 5)') as string,
  });
  expect(await call('queue-ls')).toMatchObject({ isError: false });
  const millrace = `'${process.execPath}' '${MAIN}' -w '${ground.room.workspace}'`;
  const bare = await sh(`env -u MILLRACE_REQUEST ${millrace} add-idea --text 'More work for me'; echo "code $?"`, env);
  expect(bare).toMatchObject({
    out: 'code 5\n',
    err: expect.stringContaining('agents do not operate the work') as string,
  });
  expect(await sh(`${millrace} add-idea --dry-run --text 'More work for me'`, env)).toMatchObject({ code: 0 });
  expect(await ground.room.names('specs/queue')).not.toContain('idea-more-work-for-me.md');
  const other = await night();
  const elsewhere = { ...other.env, MILLRACE_REQUEST: 'request-1' };
  expect(
    await sh(`'${process.execPath}' '${MAIN}' -w '${other.room.workspace}' add-idea --text 'Work'`, elsewhere),
  ).toMatchObject({ code: 7 });
});
