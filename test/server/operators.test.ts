// G9 with keys, on a real server: what is unsigned or forged is refused before it enters history, or dropped and shown where it came as a signal;
// what an operator signed, from a file, from ssh-agent or by hand, is carried out; and a stage takes no answer that nobody signed.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, type Started, until } from '../support/bench.js';
import { anOperator, signedBy } from '../support/operators.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let daemon: Started;
let agent: ChildProcess;
let connection: Connection;
let client: Client;

const bob = anOperator('bob', ['pause']);
const keys = (name: string): string => path.join(path.dirname(bench.workspace), name);
const alicesKey = (): string => keys('alice');
const socket = (): string => keys('agent.sock');
const workspaceId = (): string => path.basename(bench.stateDir());
const home = () => client.workflow.getHandle(workspaceWorkflowId(workspaceId()));
const refusals = () =>
  bench.events('command_refused').map(({ data }) => `${String(data['command'])} ${String(data['code'])}`);
const phase = () =>
  (
    JSON.parse(readFileSync(bench.file('state/runtime_snapshot.json'), 'utf8')) as {
      sections: { workspace: { pauseSources: string[] } };
    }
  ).sections.workspace.pauseSources;
const error = ({ output }: { output: string }) =>
  (JSON.parse(output.slice(output.indexOf('{'))) as { error: { code: string; message: string } }).error;

/** Runs a command with this in its environment. */
async function as(more: NodeJS.ProcessEnv, ...args: string[]) {
  const before = { ...bench.env };
  Object.assign(bench.env, more);
  try {
    return await bench.run(...args);
  } finally {
    for (const name of Object.keys(more)) delete bench.env[name];
    Object.assign(bench.env, before);
  }
}

/** OpenSSH makes the key and holds it, as on the machine of an operator. */
const hasSsh = spawnSync('ssh-agent', ['-h']).error === undefined;

describe.skipIf(!hasSsh)('operators (needs ssh-keygen and ssh-agent)', () => {
  beforeAll(async () => {
    bench = new Bench(inject('temporalAddress'));
    delete bench.env['SSH_AUTH_SOCK'];
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'alice@laptop', '-f', alicesKey()]);
    agent = spawn('ssh-agent', ['-D', '-a', socket()], { stdio: 'ignore' });
    await until(() => existsSync(socket()), 'the agent listens');
    execFileSync('ssh-add', ['-q', alicesKey()], { env: { ...process.env, SSH_AUTH_SOCK: socket() }, stdio: 'ignore' });
    writeFileSync(keys('bob.pem'), bob.pem, { mode: 0o600 });
    await bench.withTasks();
    const aliceLine = readFileSync(`${alicesKey()}.pub`, 'utf8').trim();
    appendFileSync(
      bench.file('millrace.toml'),
      `
[stages.builder.capabilities]
"runner.invoke" = "approval_required"
[operators.named.alice]
key = "${aliceLine}"
rights = ["pause", "approve", "stop", "intake", "configuration"]
[operators.named.bob]
key = "${bob.key}"
rights = ["pause"]
`,
    );
    daemon = bench.start('run', 'daemon', '--accept');
    await until(() => bench.events('runtime_started').length > 0, 'a worker serves');
    writeFileSync(keys('t1.md'), taskText('t1'));
    await bench.ok('--key', alicesKey(), 'add-task', keys('t1.md'));
    await until(() => bench.events('approval_requested').length > 0, 'a stage asks');
    connection = await Connection.connect({ address: inject('temporalAddress') });
    client = new Client({ connection, namespace: NAMESPACE });
  });
  afterAll(async () => {
    agent.kill();
    await connection.close();
    bench.close();
  });

  it('an unsigned command is refused with what it needs, and so is one by an operator without the right', async () => {
    const unsigned = await bench.run('pause', '--json');
    expect(unsigned.code).toBe(1);
    expect(error(unsigned)).toMatchObject({
      code: 'not_allowed',
      message: expect.stringContaining('right pause') as string,
    });
    const without = await as({ MILLRACE_KEY: keys('bob.pem') }, 'stop', '--json');
    expect(error(without).message).toContain('bob has not the right stop');
    const elsewhere = await bench.run('--key', 'millrace-agents/millrace.toml', 'pause', '--json');
    expect(error(elsewhere)).toMatchObject({
      code: 'bad_key',
      message: expect.stringContaining('lies in the workspace') as string,
    });
    expect(refusals(), 'nothing of it came into history').toEqual([]);
    expect((await bench.ok('doctor')).toString()).toContain('only signed commands decide, of alice, bob, worker');
  });

  it('a key of a file and one of ssh-agent decide, and the worker goes on under its own', async () => {
    expect((await as({ MILLRACE_KEY: keys('bob.pem') }, 'pause')).output).toContain('Paused');
    expect((await as({ SSH_AUTH_SOCK: socket() }, '--as', 'alice', 'resume')).output).toContain('Resumed.');
    expect(await bench.ok('--key', alicesKey(), 'pause')).toContain('Paused');
    const by = bench.events('runtime_paused').map(({ data }) => data['issuer']);
    expect(by).toEqual(['bob', 'alice']);
    expect(statSync(path.join(bench.stateDir(), 'worker-key.pem')).mode & 0o077).toBe(0);
  });

  it('an unsigned signal is dropped and shown, a signed one is carried out, once', async () => {
    await home().signal('resume', { reason: 'from the Web UI' });
    await until(() => refusals().length === 1, 'it is shown');
    expect(refusals()).toEqual(['resume unsigned']);
    expect(phase()).toEqual(['operator']);
    expect(await bench.ok('status')).toMatch(/refused at 20.*resume, unsigned/);
    expect(await bench.ok('events')).toContain('refused: resume by signal: unsigned');
    const args = { commandId: 'by-hand', issuer: 'bob', reason: 'lunch is over' };
    const at = new Date().toISOString();
    const signed = signedBy(bob, { name: 'resume', args, workspace: workspaceId(), at });
    await home().signal('resume', { ...signed, reason: 'forged' });
    await home().signal('resume', signed);
    await until(() => bench.events('runtime_resumed').length === 2, 'it is carried out');
    expect(refusals()).toEqual(['resume unsigned', 'resume bad_signature']);
    await bench.ok('--key', alicesKey(), 'pause');
    await home().signal('resume', signed);
    await home().signal('resume', {});
    await until(() => refusals().length === 3, 'what came later is shown');
    expect(phase(), 'a copy changes nothing').toEqual(['operator']);
    await bench.ok('--key', alicesKey(), 'resume');
  });

  it('a stage takes no answer that nobody signed, whoever sends it', async () => {
    const asked = bench.events('approval_requested')[0]?.data ?? {};
    const { root, turn, id } = (
      JSON.parse(readFileSync(bench.file('state/runtime_snapshot.json'), 'utf8')) as {
        sections: { workspace: { turns: { root: string; turn: number; id: string }[] } };
      }
    ).sections.workspace.turns[0] ?? { root: '', turn: 0, id: '' };
    const lineage = client.workflow.getHandle(lineageWorkflowId(workspaceId(), root));
    const forged = { v: 1, turn, approvalId: asked['approval_id'], decision: 'approved', issuer: 'alice', reason: '' };
    await lineage.signal('decided', forged);
    const args = { commandId: 'x', issuer: 'bob', reason: '', approval: String(asked['approval_id']) };
    const proof = signedBy(bob, { name: 'approve', args, workspace: workspaceId(), at: new Date().toISOString() });
    await lineage.signal('decided', { ...forged, proof });
    const state = await lineage.query<{ activation: { phase: string } }>('state');
    expect(state.activation.phase).toBe('asking');
    const approved = await as({ SSH_AUTH_SOCK: socket() }, 'approvals', 'approve', id, '--reason', 'seen');
    expect(approved.output).toContain('Approved runner.invoke');
    await until(() => bench.stages().length > 0, 'the stage runs');
  });

  it('a dropped file waits in quarantine, and the same document with a signature is taken in', async () => {
    writeFileSync(bench.file('tasks/queue/t2.md'), taskText('t2'));
    await until(() => bench.events('input_quarantined').length > 0, 'it is set aside');
    expect(await bench.ok('quarantine', 'ls')).toContain('unsigned');
    writeFileSync(keys('t2.md'), taskText('t2'));
    expect(await bench.ok('--key', alicesKey(), 'add-task', keys('t2.md'))).toContain('is in the queue');
  });

  it('keys change by signed commands alone, and nobody locks everybody out', async () => {
    const add = ['keys', 'add', 'carol', '--key', `${alicesKey()}.pub`, '--rights', 'pause'];
    expect((await bench.run(...add)).code).toBe(1);
    const taken = await bench.run(...add, '--by', alicesKey(), '--json');
    expect(error(taken).message).toContain("alice's already");
    writeFileSync(keys('carol.pub'), `${anOperator('carol').key} carol\n`);
    await bench.ok('keys', 'add', 'carol', '--key', keys('carol.pub'), '--rights', 'pause', '--by', alicesKey());
    expect(await bench.ok('keys', 'ls')).toMatch(/carol +pause +ssh-ed25519/);
    expect((await bench.run('--key', alicesKey(), 'keys', 'remove', 'alice')).output).toContain('Nobody would be left');
    expect((await as({ MILLRACE_KEY: keys('bob.pem') }, 'keys', 'require', 'off')).code).toBe(1);
    await bench.ok('--key', alicesKey(), 'keys', 'require', 'off');
    await bench.ok('pause');
    const stopped = await bench.run('stop');
    expect(stopped.code, stopped.output).toBe(0);
    await daemon.ended;
  });
});
