// `audit ls|verify|export` on files: what they say of an audit that is whole, cut, broken, signed, open, and of another workspace.
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exportAudit, list, verify } from '../../cli/commands/audit.js';
import { drop } from '../../cli/commands/quarantine.js';
import { set } from '../../cli/commands/config.js';
import { createContext, type Context } from '../../cli/context.js';
import { CliError } from '../../cli/errors.js';
import type { Decision } from '../../core/contracts/audit.js';
import { signedText } from '../../core/operators/canonical.js';
import { appendDecisions } from '../../disk/audit/append.js';
import { segmentsIn } from '../../disk/audit/segments.js';
import { makeRoom, type Room } from './room.js';

interface Stand extends Room {
  context: Context;
  id: string;
  /** Our state folder of this workspace. */
  ours: string;
}

async function stand(): Promise<Stand> {
  const room = await makeRoom();
  const home = path.join(path.dirname(room.workspace), 'home');
  vi.stubEnv('MILLRACE_STATE_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const given = createContext({ workspace: room.workspace, as: 'ann', json: false });
  const { id } = JSON.parse(await room.read('workspace.json')) as { id: string };
  const context = { ...given, cwd: path.dirname(room.workspace), note: () => undefined, say: () => undefined };
  return { ...room, id, ours: path.join(home, id), context };
}

const decision = (n: number, more: Partial<Decision> = {}): Decision => ({
  at: new Date(Date.UTC(2026, 0, n)).toISOString(),
  who: { issuer: n % 2 ? 'ann' : 'bob' },
  what: { command: 'cancel', id: `c-${n}`, args: { id: `T-${n}` } },
  why: 'the \u001b[31mnight',
  before: { [`task T-${n}`]: 'queued' },
  after: { [`task T-${n}`]: 'cancelled' },
  answer: { code: 'done', text: 'Cancelled.' },
  ...more,
});

const some = (count: number): Decision[] => Array.from({ length: count }, (_, n) => decision(n + 1));

const outcome = async (context: Context, file?: string, head?: string) => {
  const { data, exit, lines } = await verify(context, head === undefined ? {} : { head }, file);
  const { outcome: word, fault } = data as { outcome: string; fault: { line: number } | null };
  return { word, exit, line: fault?.line, said: lines[0] ?? '' };
};

describe('audit ls', () => {
  it('lists what was decided, by whom and about what, and ends with the head; nothing of it reaches the terminal as it is', async () => {
    const { context, ours } = await stand();
    await appendDecisions(ours, some(4));
    const all = await list(context, {});
    expect(all.data).toMatchObject({ count: 4, head: { seq: 4 } });
    expect(all.lines.at(-1)).toMatch(/^Head: 4 [0-9a-f]{64}$/);
    expect(all.lines.join('\n')).toContain('task T-2: queued -> cancelled');
    expect(all.lines.join('\n')).not.toContain('\u001b');
    const ids = async (options: object, about?: string) =>
      ((await list(context, options, about)).data as { decisions: Decision[] }).decisions.map(({ what }) => what.id);
    expect(await ids({ by: 'bob' })).toEqual(['c-2', 'c-4']);
    expect(await ids({ since: '2026-01-03' })).toEqual(['c-3', 'c-4']);
    expect(await ids({}, 'T-1')).toEqual(['c-1']);
    expect(await ids({ limit: 1 })).toEqual(['c-4']);
    await expect(list(context, { since: 'yesteryear' })).rejects.toMatchObject({ exit: 2 });
  });

  it('says that nothing was decided where that is so', async () => {
    const { context } = await stand();
    expect((await list(context, {})).lines[0]).toBe('Nothing was decided.');
    expect(await outcome(context)).toMatchObject({ word: 'intact', exit: 0 });
  });
});

describe('audit verify', () => {
  it('of the workspace finds the first line that was changed, and a head that is not in it', async () => {
    const { context, ours } = await stand();
    await appendDecisions(ours, some(3));
    const { data } = await list(context, {});
    const { hash } = (data as { head: { hash: string } }).head;
    await appendDecisions(ours, [decision(4)]);
    expect(await outcome(context, undefined, hash)).toMatchObject({ word: 'intact', exit: 0 });
    expect(await outcome(context, undefined, '0'.repeat(64))).toMatchObject({ word: 'other_head', exit: 5 });
    await expect(outcome(context, undefined, '3c1f')).rejects.toMatchObject({ exit: 2 });
    const [file = ''] = segmentsIn(ours);
    writeFileSync(file, readFileSync(file, 'utf8').replace('T-2', 'T-9'));
    expect(await outcome(context)).toMatchObject({ word: 'broken', exit: 1, line: 2 });
    await expect(exportAudit(context, {})).rejects.toMatchObject({ exit: 1 });
  });

  it('of an export tells intact, cut short, broken, open and of another workspace, each with its exit code', async () => {
    const here = await stand();
    await appendDecisions(here.ours, some(3));
    await exportAudit(here.context, { out: 'a.jsonl' });
    await expect(exportAudit(here.context, { out: 'a.jsonl' })).rejects.toMatchObject({ exit: 5 });
    const file = path.join(here.context.cwd, 'a.jsonl');
    const text = readFileSync(file, 'utf8');
    expect(await outcome(here.context, 'a.jsonl')).toMatchObject({ word: 'intact', exit: 0 });
    writeFileSync(file, text.split('\n').slice(0, 3).join('\n') + '\n');
    expect(await outcome(here.context, 'a.jsonl')).toMatchObject({ word: 'cut_short', exit: 10, line: 3 });
    writeFileSync(file, text.replace('T-1', 'T-2'));
    expect(await outcome(here.context, 'a.jsonl')).toMatchObject({ word: 'broken', exit: 1, line: 2 });
    writeFileSync(file, text);
    const other = await stand();
    expect(await outcome(other.context, file)).toMatchObject({ word: 'intact', exit: 0 });
    await other.drop('workspace.json', JSON.stringify({ schema: 1, id: 'another-0a0a0a0a', created_at: '2026' }));
    expect(await outcome(other.context, file)).toMatchObject({ word: 'other_workspace', exit: 5 });
    const nowhere = { ...here.context, given: null, cwd: path.dirname(here.workspace) };
    expect(await outcome(nowhere, file)).toMatchObject({ word: 'intact', exit: 0 });
    await expect(outcome(here.context, 'none.jsonl')).rejects.toMatchObject({ exit: 4 });
  });

  it('of what was exported before the files showed the last decision is not intact', async () => {
    const { context, ours } = await stand();
    await appendDecisions(ours, [decision(1, { answer: { code: 'done', text: '', seq: 7 } })]);
    const { data, lines } = await exportAudit(context, { out: 'a.jsonl' });
    expect(data).toMatchObject({ open: [expect.stringContaining('not shown')] });
    expect(lines.join('\n')).toContain('will not be called intact');
    expect(await outcome(context, 'a.jsonl')).toMatchObject({ word: 'open', exit: 7 });
  });

  it('checks signatures where the key is known, and says by which', async () => {
    const { context, ours, id } = await stand();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const blob = Buffer.concat([
      Buffer.from('0000000b', 'hex'),
      Buffer.from('ssh-ed25519'),
      Buffer.from('00000020', 'hex'),
      raw,
    ]);
    const key = `ssh-ed25519 ${blob.toString('base64')}`;
    const by = { operator: 'ann', workspace: id, at: '2026-01-01T00:00:00.000Z' };
    const args = { commandId: 'c-1', issuer: 'ann', reason: 'seen', id: 'T-1' };
    const signature = sign(null, Buffer.from(signedText({ name: 'cancel', args, by })), privateKey).toString('base64');
    const good = decision(1, { why: 'seen', who: { issuer: 'ann', signed: { ...by, signature }, key } });
    await appendDecisions(ours, [good]);
    const told = await verify(context, {});
    expect(told.data).toMatchObject({ outcome: 'intact', signatures: { signed: 1, checked: 1, bad: null } });
    expect(told.lines[1]).toMatch(/^Signed: 1; the signatures of 1 are right by ann SHA256:\S{43}\.$/);
    expect(readFileSync(await exported(context), 'utf8').split('\n')[0]).toContain(key);
    await appendDecisions(ours, [
      { ...good, at: decision(2).at, what: { command: 'cancel', id: 'c-2', args: { id: 'T-1' } } },
    ]);
    expect(await outcome(context)).toMatchObject({ word: 'broken', exit: 1, line: 2 });
  });
});

async function exported(context: Context): Promise<string> {
  const { data } = await exportAudit(context, { out: 'signed.jsonl' });
  return (data as { file: string }).file;
}

describe('what no workflow learns of', () => {
  const commands = async (context: Context) =>
    ((await list(context, {})).data as { decisions: Decision[] }).decisions.map(({ what, before, after }) => ({
      ...{ command: what.command, args: 'args' in what ? what.args : {}, before, after },
    }));

  it('is on record: a setting with its name and the digests, a file that is dropped from quarantine', async () => {
    const { context, drop: put, at } = await stand();
    await put('millrace.toml', '[report]\nkeep = 3\n');
    const { trust } = await import('../../cli/commands/trust.js');
    await trust(context, { accept: true });
    await set(context, {}, 'report.keep', '4');
    await put('tasks/queue/x.md.invalid', 'no task');
    await drop(context, { reason: 'no use' }, 'x.md.invalid');
    expect(existsSync(at('tasks/queue/x.md.invalid'))).toBe(false);
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(await commands(context)).toMatchObject([
      { command: 'accept', args: { how: 'trust --accept' }, before: { ground: 'none' }, after: { ground: digest } },
      { command: 'accept', args: { how: 'config', settings: ['report.keep'] }, before: { ground: digest } },
      { command: 'quarantine drop', before: { 'tasks/queue/x.md.invalid': 'in quarantine' } },
    ]);
    expect(await outcome(context)).toMatchObject({ word: 'intact' });
  });

  it('does not take effect where it cannot be written down', async () => {
    const { context, ours, drop: put, read } = await stand();
    await put('millrace.toml', '[report]\nkeep = 3\n');
    const { trust } = await import('../../cli/commands/trust.js');
    await trust(context, { accept: true });
    const { chmodSync } = await import('node:fs');
    const ground = readFileSync(path.join(ours, 'ground.json'), 'utf8');
    await put('millrace.toml', '[report]\nkeep = 5\n');
    chmodSync(segmentsIn(ours)[0] ?? '', 0o400);
    const refused = await trust(context, { accept: true }).then(
      () => false,
      (error: unknown) => error instanceof Error || error instanceof CliError,
    );
    // Whoever may write everything is refused nothing.
    expect(refused).toBe(process.getuid?.() !== 0);
    expect(readFileSync(path.join(ours, 'ground.json'), 'utf8') === ground).toBe(refused);
    expect(await read('millrace.toml')).toContain('keep = 5');
  });
});
