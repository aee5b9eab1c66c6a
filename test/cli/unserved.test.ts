// A workspace whom nobody serves, as the list of all and the ways to it show it: what it is, what needs somebody, and what brings it back.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeStand, type Stand, taskText } from './stand.js';

let stand: Stand;
let id = '';
beforeAll(async () => {
  stand = await makeStand();
  const listed = JSON.parse((await stand.run(['workspaces', 'ls', '--json'])).stdout) as {
    data: { workspaces: { id: string; state: string; needsYou: number }[] };
  };
  expect(listed.data.workspaces).toMatchObject([{ state: 'at rest', needsYou: 0 }]);
  id = listed.data.workspaces[0]?.id ?? '';
});

test.each([[['cancel', 'T-7']], [['queue', 'edit', 'T-7', '--title', 'Another']]])(
  'what was only dropped as a file is taken back by its file, as %j says',
  async (argv) => {
    const fresh = await makeStand();
    expect((await fresh.run(['add-task', '--text', taskText('T-7')], { cwd: fresh.workspace })).code).toBe(7);
    const { code, stderr } = await fresh.run(argv, { cwd: fresh.workspace });
    expect(code).toBe(6);
    expect(stderr).toContain('change millrace-agents/tasks/queue/T-7.md, or remove it, and that is done');
  },
);

test('a document that nobody signed is not left as a file where only signed work is taken in: it would be set aside', async () => {
  const fresh = await makeStand();
  const state = join(fresh.workspace, 'millrace-agents', 'state');
  mkdirSync(state, { recursive: true });
  const view = (rights: string[]) => ({
    sections: { workspace: { operators: { required: true, windowSeconds: 600, named: [{ name: 'worker', rights }] } } },
  });
  const add = () => fresh.run(['add-task', '--text', taskText('T-8')], { cwd: fresh.workspace });
  writeFileSync(join(state, 'runtime_snapshot.json'), JSON.stringify(view(['serve', 'stop'])));
  expect(await add()).toMatchObject({ code: 6, stderr: expect.stringContaining('signed work only') as string });
  expect(existsSync(join(fresh.workspace, 'millrace-agents', 'tasks', 'queue', 'T-8.md'))).toBe(false);
  writeFileSync(join(state, 'runtime_snapshot.json'), JSON.stringify(view(['serve', 'stop', 'intake'])));
  expect((await add()).code).toBe(7);
});

test('what was set aside is put back where it lay, as status says', async () => {
  const fresh = await makeStand();
  const at = join(fresh.workspace, 'millrace-agents', 'tasks', 'queue', 'x.md.invalid');
  writeFileSync(at, 'no task');
  const { stdout } = await fresh.run(['status'], { cwd: fresh.workspace });
  expect(stdout.replace(/\s+/g, ' ')).toContain('put it back as millrace-agents/tasks/queue/x.md;');
});

test('its worker died: the list says so, that it needs somebody, and `up` brings back what `up` started', async () => {
  const workers = join(stand.root, 'state', id, 'workers');
  mkdirSync(workers, { recursive: true });
  const dead = { pid: 4_000_000, startTime: '1', boot: 'b', identity: 'h:1:1:aaaaaa', role: 'serve', detached: true };
  writeFileSync(join(workers, '4000000-aaaaaa.json'), JSON.stringify(dead));
  const { stdout } = await stand.run(['workspaces', 'ls']);
  expect(stdout).toMatch(/NEEDS YOU/);
  expect(stdout).toMatch(/its worker died +0 +0 +1 /);
  const status = await stand.run(['status'], { cwd: stand.workspace });
  expect(status.stdout).toMatch(/`millrace up` goes on where it was/);
});

test('the beginning of its id removes nothing', async () => {
  const { code, stderr } = await stand.run(['remove', id.slice(0, -2), '--yes']);
  expect(code).toBe(2);
  expect(stderr).toContain(`is only the beginning of workspace ${id}`);
  expect(readFileSync(join(stand.workspace, 'millrace-agents', 'millrace.toml'), 'utf8')).toBeDefined();
});
