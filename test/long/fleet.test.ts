// Two hosts with one server: state homes and names of their own, and no folder in common. A workspace is one host's, and moves as a file.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { elsewhereOf } from '../../cli/serve/elsewhere.js';
import { Bench, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';
import { gitIn, makeTraveller } from '../support/traveller.js';

let a: Bench;
let b: Bench;
let moved: string;
let archive: string;
const id = (): string => path.basename(a.stateDir());
const queue = (folder: string, task: string): void =>
  writeFileSync(path.join(folder, `millrace-agents/tasks/queue/${task}.md`), taskText(task));
const doneIn = (folder: string): string[] => readdirSync(path.join(folder, 'millrace-agents/tasks/done')).sort();

interface Row {
  id: string;
  host: string | null;
  here: boolean;
  status: string;
  state: string | null;
  needsYou: boolean | null;
  seen: string | null;
}
async function rowOn(bench: Bench): Promise<Row | undefined> {
  const output = await bench.ok('workspaces', 'ls', '--all-hosts', '--json');
  const answer = JSON.parse(output.split('\n').find((line) => line.startsWith('{"ok"')) ?? '') as {
    data: { workspaces: Row[] };
  };
  return answer.data.workspaces.find((row) => row.id === id());
}

beforeAll(async () => {
  a = await makeTraveller(inject('temporalAddress'));
  b = new Bench(inject('temporalAddress'));
  b.env['MILLRACE_HOST'] = 'beta';
  moved = path.join(path.dirname(b.workspace), 'here', 'shop');
  archive = path.join(path.dirname(b.workspace), 'shop.millrace');
});
afterAll(() => {
  a.close();
  b.close();
});

it('a workspace is the host of its first worker, and another one with a copy of the folder is refused', async () => {
  await a.ok('run', '--until', 'idle');
  expect(await rowOn(b)).toMatchObject({ host: 'alpha', here: false, status: 'running', needsYou: false });
  expect((await rowOn(a))?.here).toBe(true);
  const elsewhere = elsewhereOf(() => null, b.env);
  await expect.poll(() => elsewhere().map((row) => [row.id, row.host])).toContainEqual([id(), 'alpha']);
  execFileSync('cp', ['-a', `${a.workspace}/.`, b.workspace]);
  const { code, output } = await b.run('run', '--accept', '--until', 'idle');
  expect([code, output]).toEqual([5, expect.stringContaining('belongs to the host alpha')]);
  expect(output).toContain('millrace init --new-id');
  await b.ok('init', '--new-id');
});

it('a host that rests takes no new stage, whoever starts a worker', async () => {
  queue(a.workspace, 't2');
  expect(await a.ok('workspaces', 'pause', '--host', '--reason', 'new disk')).toContain('Drained: alpha');
  const { code, output } = await a.run('run', '--until', 'idle');
  expect([code, output]).toEqual([5, expect.stringMatching(/takes no new stages.*new disk/)]);
  await a.ok('workspaces', 'resume', '--host');
  expect((await a.run('workspaces', 'pause', '--host', 'gamma')).code).toBe(4);
});

it('leaves as a file, goes on elsewhere with all it had, and its former host refuses it', async () => {
  const before = await a.ok('diff', 't1');
  expect(await a.ok('workspaces', 'export', archive)).toContain('Exported');
  const refused = await a.run('run', '--until', 'idle');
  expect([refused.code, refused.output]).toEqual([5, expect.stringContaining('was exported on')]);
  expect(await a.ok('workspaces', 'ls')).toMatch(/exported/);
  await b.ok('workspaces', 'import', archive, '--into', moved);
  expect(gitIn(moved, 'branch', '--list', 'beside').trim()).toBe('beside');
  expect(gitIn(moved, 'show', 'millrace/backlog:code.txt')).toBe('one\ntwo\n');
  expect(readdirSync(path.join(moved, '.git/millrace')).join(), 'its branches are its own').toContain('owner.');
  expect(await b.ok('diff', 't1', '-w', moved)).toBe(before);
  const untrusted = await b.run('run', '--until', 'idle', '-w', moved);
  expect(untrusted.code, 'what decides is accepted anew').not.toBe(0);
  const commanded = await b.run('pause', '-w', moved);
  expect([commanded.code, commanded.output]).toEqual([5, expect.stringContaining('not accepted on this host yet')]);
  expect(await b.ok('run', '--accept', '--until', 'idle', '-w', moved)).toContain('It belongs to the host beta now');
  const planIn = (folder: string): unknown =>
    (
      JSON.parse(readFileSync(path.join(folder, 'millrace-agents/state/compiled_plan.json'), 'utf8')) as {
        digest: string;
      }
    ).digest;
  expect(planIn(moved), 'so that work under way goes on').toBe(planIn(a.workspace));
  expect(doneIn(moved)).toEqual(['t1.md', 't2.md']);
  expect(doneIn(a.workspace), 'nothing was done there meanwhile').toEqual(['t1.md']);
  expect(await b.ok('queue', 'show', 't1', '-w', moved)).toContain('t1');
  expect(await rowOn(a)).toMatchObject({ host: 'beta', here: false });
  const after = await a.run('run', '--until', 'idle');
  expect([after.code, after.output]).toEqual([5, expect.stringContaining('was moved to the host beta on')]);
});

// By itself as long as all before it.
it.skipIf(process.env['MILLRACE_LONG'] === 'slice')(
  'an archive that is out of date is refused, and so is a place that is taken',
  async () => {
    expect((await b.run('workspaces', 'import', archive, '--into', `${moved}-2`)).output).toContain('already, in');
    const back = path.join(path.dirname(a.workspace), 'back');
    expect((await a.run('workspaces', 'import', archive, '--into', a.workspace)).code).toBe(5);
    await a.ok('workspaces', 'import', archive, '--into', back);
    const { code, output } = await a.run('run', '--accept', '--until', 'idle', '-w', back);
    expect([code, output]).toEqual([5, expect.stringContaining('since it was exported')]);
    const second = `${archive}-2`;
    await b.ok('workspaces', 'export', second, '-w', moved);
    rmSync(back, { recursive: true });
    await a.ok('remove', id(), '--yes');
    expect(await rowOn(b), 'what another host has stays').toMatchObject({ host: 'beta', status: 'running' });
    await a.ok('workspaces', 'import', second, '--into', back);
    queue(back, 't3');
    await a.ok('run', '--accept', '--until', 'idle', '-w', back);
    expect(doneIn(back)).toEqual(['t1.md', 't2.md', 't3.md']);
  },
);

it.skipIf(process.env['MILLRACE_LONG'] === 'slice')(
  'who has it claimed from him leaves, and what ran begins from the files of the other',
  async () => {
    const [c, d] = ['gamma', 'delta'].map((name) => {
      const bench = new Bench(inject('temporalAddress'));
      bench.env['MILLRACE_HOST'] = name;
      return bench;
    }) as [Bench, Bench];
    try {
      await c.withTasks('t1');
      await c.ok('run', '--until', 'idle');
      execFileSync('cp', ['-a', `${c.workspace}/.`, d.workspace]);
      // What the copy does not know of: the workflows are ahead of it.
      queue(c.workspace, 't3');
      const serving = c.start('run', 'daemon');
      await until(() => doneIn(c.workspace).includes('t3.md'), 'the end of t3');
      expect(await d.ok('workspaces', 'claim', '--yes')).toMatch(/The host gamma, which asked for its work on 20/);
      queue(d.workspace, 't2');
      expect(await d.ok('run', '--accept', '--until', 'idle')).toContain('It belongs to the host delta now');
      const { code, output } = await serving.ended;
      expect([code, output]).toEqual([
        5,
        expect.stringMatching(/Another host has taken[^]*was moved to the host delta/),
      ]);
      expect([doneIn(d.workspace), doneIn(c.workspace)]).toEqual([
        ['t1.md', 't2.md'],
        ['t1.md', 't3.md'],
      ]);
    } finally {
      c.close();
      d.close();
    }
  },
);

it('what is no whole archive is refused, and nothing is left of it', async () => {
  const bytes = readFileSync(archive);
  const bad = path.join(path.dirname(archive), 'bad');
  mkdirSync(bad);
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 400] = (flipped[bytes.length - 400] ?? 0) ^ 1;
  const cases = { cut: bytes.subarray(0, bytes.length >> 1), flipped, text: Buffer.from('no bundle') };
  for (const [name, content] of Object.entries(cases)) {
    writeFileSync(path.join(bad, name), content);
    const { code, output } = await b.run(
      'workspaces',
      'import',
      path.join(bad, name),
      '--into',
      path.join(bad, 'into'),
    );
    expect([code, output], name).toEqual([1, expect.stringContaining('Nothing was changed')]);
  }
  expect(readdirSync(bad).sort()).toEqual(['cut', 'flipped', 'text']);
  expect(existsSync(path.join(b.stateHome, '.moving')) ? readdirSync(path.join(b.stateHome, '.moving')) : []).toEqual(
    [],
  );
});
