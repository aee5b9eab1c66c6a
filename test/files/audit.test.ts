// The audit on the disk: every decision is in it once and in order, whatever is killed while it is written, and what is exported says
// itself what it is worth.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../core/contracts/audit.js';
import { AUDIT_LIMITS } from '../../core/contracts/audit.js';
import { appendDecisions } from '../../disk/audit/append.js';
import { auditLines, segmentsIn } from '../../disk/audit/segments.js';
import { applyBatch } from '../../disk/mirror/apply.js';
import { packageRoot } from '../../disk/package-root.js';
import { auditChain, decisionsOf } from '../../read/audit.js';
import { makeRoom } from './room.js';

const ID = 'state';

const decision = (n: number, more: Partial<Decision> = {}): Decision => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  who: { issuer: 'ann' },
  what: { command: 'pause', id: `c-${n}`, args: {} },
  why: '',
  before: { workspace: 'not paused' },
  after: { workspace: 'paused by operator' },
  answer: { code: 'done', text: 'Paused.', seq: n },
  ...more,
});

const idsIn = (state: string): string[] => [...decisionsOf(state)].map(({ what }) => what.id);
const faultIn = (state: string) => auditChain(state, ID, () => undefined).fault;
const some = (from: number, count: number): Decision[] => Array.from({ length: count }, (_, n) => decision(from + n));

describe('the audit', () => {
  it('has each decision once, whoever tells it again', async () => {
    const { state } = await makeRoom();
    await appendDecisions(state, [decision(1), decision(2), decision(1)]);
    await Promise.all([appendDecisions(state, [decision(2), decision(3)]), appendDecisions(state, [decision(3)])]);
    expect(idsIn(state)).toEqual(['c-1', 'c-2', 'c-3']);
    expect(faultIn(state)).toBeNull();
  });

  it('has a command once that was carried out again because the server lost its data, and an old id that is used again twice', async () => {
    const { state } = await makeRoom();
    await appendDecisions(state, [decision(1)]);
    await appendDecisions(state, [decision(1, { at: '2026-03-01T00:00:00.000Z' })]);
    expect(idsIn(state)).toEqual(['c-1']);
    await appendDecisions(state, [decision(1, { at: '2026-03-01T00:00:00.000Z', who: { issuer: 'bob' } })]);
    expect(idsIn(state)).toEqual(['c-1', 'c-1']);
    const refused = { answer: { code: 'refused' as const, text: 'Refused.' } };
    await appendDecisions(state, [decision(2, refused)]);
    await appendDecisions(state, [decision(2, { ...refused, at: '2026-03-02T00:00:00.000Z' })]);
    await appendDecisions(state, [decision(2, { at: '2026-03-03T00:00:00.000Z' })]);
    expect(idsIn(state).filter((id) => id === 'c-2')).toHaveLength(2);
    await appendDecisions(state, some(10, 201));
    await appendDecisions(state, [decision(1, { at: '2026-04-01T00:00:00.000Z' })]);
    expect(idsIn(state).filter((id) => id === 'c-1')).toHaveLength(3);
  });

  it('goes on over files of bounded size as one chain', async () => {
    const { state } = await makeRoom();
    for (let n = 0; n < 12; n += 1) await appendDecisions(state, [decision(n)], 1000);
    await appendDecisions(state, some(8, 9), 1000);
    expect(segmentsIn(state).length).toBeGreaterThan(3);
    expect(idsIn(state)).toEqual(some(0, 17).map(({ what }) => what.id));
    expect(faultIn(state)).toBeNull();
  });

  it('puts half a line aside that nobody was told of, and has it whole when it is told again', async () => {
    const { state } = await makeRoom();
    await appendDecisions(state, [decision(1)]);
    const [file = ''] = segmentsIn(state);
    appendFileSync(file, '{"seq":2,"at":"2026');
    expect(faultIn(state)).toMatchObject({ line: 2 });
    await appendDecisions(state, [decision(2)]);
    expect(idsIn(state)).toEqual(['c-1', 'c-2']);
    expect(faultIn(state)).toBeNull();
    const torn = readdirSync(path.dirname(file)).filter((name) => name.startsWith('torn-'));
    expect(torn.map((name) => readFileSync(path.join(path.dirname(file), name), 'utf8'))).toEqual([
      '{"seq":2,"at":"2026',
    ]);
  });

  it('goes on behind a line that somebody damaged, and never calls that whole', async () => {
    const { state } = await makeRoom();
    await appendDecisions(state, some(1, 3));
    const [file = ''] = segmentsIn(state);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\{"seq":3.*\n/, '{"seq":3 nonsense\n'));
    await appendDecisions(state, [decision(4)]);
    expect(idsIn(state)).toEqual(['c-1', 'c-2', 'c-4']);
    expect(faultIn(state)).toMatchObject({ line: 3 });
  });

  it('is for its user alone', async () => {
    const { state } = await makeRoom();
    await appendDecisions(state, [decision(1)]);
    const { statSync } = await import('node:fs');
    expect(statSync(segmentsIn(state)[0] ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(path.join(state, 'audit')).mode & 0o777).toBe(0o700);
  });
});

describe('the mirror', () => {
  const told = (writer: string) => ({ writer, entries: [{ kind: 'decision' as const, value: decision(1) }] });

  it('takes the word of the workspace for what was decided, and nobody else', async () => {
    const room = await makeRoom();
    await applyBatch(room, told(`millrace:${ID}:root`));
    expect(idsIn(room.state)).toEqual([]);
    await applyBatch(room, told(`millrace:${ID}`));
    await applyBatch(room, told(`millrace:${ID}`), 2);
    expect(idsIn(room.state)).toEqual(['c-1']);
  });

  it('shows nothing of a decision that cannot be written down', async () => {
    const room = await makeRoom();
    mkdirSync(room.state, { recursive: true });
    // The holder of the lock lives, and does not let go.
    const lock = path.join(room.state, 'audit');
    writeFileSync(lock, 'a file where the folder should be');
    const event = { kind: 'event' as const, key: 'k', type: 'runtime_paused', at: '2026-01-01T00:00:00Z', data: {} };
    const batch = { writer: `millrace:${ID}`, entries: [...told('').entries, event] };
    const shown = (): boolean => existsSync(room.at('logs/runtime_events.jsonl'));
    const tried = await applyBatch(room, batch).then(
      () => true,
      () => false,
    );
    expect(shown()).toBe(tried);
    rmSync(lock, { force: true, recursive: true });
    await applyBatch(room, batch, 2);
    expect(idsIn(room.state)).toEqual(['c-1']);
  });
});

describe('a writer that is killed', () => {
  /** Appends one decision after the other and says each that is on the disk. */
  const program = (state: string, from: number): string => `
    import { appendDecisions } from ${JSON.stringify(path.join(packageRoot(), 'dist/disk/audit/append.js'))};
    const at = (n) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
    for (let n = ${from}; ; n += 1) {
      const what = { command: 'pause', id: 'c-' + n, args: { filling: 'x'.repeat(7000) } };
      const rest = { who: { issuer: 'ann' }, why: '', before: {}, after: {}, answer: { code: 'done', text: '' } };
      await appendDecisions(${JSON.stringify(state)}, [{ at: at(n), what, ...rest }], 30000);
      process.stdout.write(n + '\\n');
    }`;

  /** The last one of which it was heard that it is written. */
  function killedAfter(state: string, from: number, ms: number): Promise<number> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(state, from)]);
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), ms);
      said += piece.toString();
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve(Number(said.trim().split('\n').at(-1))));
    });
  }

  it('leaves a whole chain with all that it said, and whoever tries again adds nothing twice', async () => {
    const { state } = await makeRoom();
    let from = 0;
    for (const ms of [3, 17, 31, 8]) {
      const last = await killedAfter(state, from, ms);
      expect(last).toBeGreaterThanOrEqual(from);
      const ids = idsIn(state);
      for (let n = from; n <= last; n += 1) expect(ids).toContain(`c-${n}`);
      // The one that it was at is told again, as the server does it.
      from = last + 1;
    }
    await appendDecisions(state, [decision(999)]);
    const ids = idsIn(state);
    expect(new Set(ids).size).toBe(ids.length);
    expect(faultIn(state)).toBeNull();
    expect([...auditLines(state)].every(({ text }) => text.length < 2 * AUDIT_LIMITS.args)).toBe(true);
  });
});
