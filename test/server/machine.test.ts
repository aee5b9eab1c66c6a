// Several workspaces of one machine on one embedded server: who uses it, which there are, and taking one away.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityOf } from '../../disk/identity.js';
import { removeShown, removeState } from '../../worker/removal/files.js';
import { enlist } from '../../worker/fleet/roster.js';
import { startEmbedded, stopUnused } from '../../worker/server/embedded.js';
import { findRunning } from '../../worker/server/record.js';
import { Bench, type Ended } from '../support/bench.js';

let bench: Bench;
let root: string;
const others: string[] = [];
beforeAll(async () => {
  bench = await new Bench('').useEmbedded().withTasks('t1');
  root = path.dirname(bench.workspace);
  bench.env['HOME'] = root;
  for (const name of ['XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS']) delete bench.env[name];
});
afterAll(async () => {
  await bench.run('down', '--now');
  await bench.run('server', 'stop', '--force');
  bench.close();
});

const runs = (): boolean => findRunning(bench.stateHome) !== null;
const json = async (
  ...args: string[]
): Promise<{ code: number | null; answer: { data?: unknown; error?: unknown } }> => {
  const { code, output } = await bench.run(...args, '--json');
  const line = output.split('\n').find((one) => one.startsWith('{"ok"')) ?? '{}';
  return { code, answer: JSON.parse(line) as object };
};

/** A further workspace of the same machine. */
async function another(name: string): Promise<string> {
  const dir = path.join(root, name);
  mkdirSync(dir);
  others.push(dir);
  await bench.ok('init', dir);
  return dir;
}

const idOf = async (dir: string): Promise<string> => ((await json('init', dir)).answer.data as { id: string }).id;

describe('a run that comes to nothing', () => {
  const refused = async (env: NodeJS.ProcessEnv): Promise<Ended> => {
    const before = { ...bench.env };
    Object.assign(bench.env, env);
    const ended = await bench.run('run', '--until', 'idle');
    for (const name of Object.keys(env)) delete bench.env[name];
    Object.assign(bench.env, before);
    return ended;
  };

  it.each([
    ['follows newer rules', { rules: 99 }],
    ['has a newer shape', { rules: 1, schema: 99 }],
  ])('leaves no server behind that it started: the workspace %s', async (_what, workspace) => {
    const snapshot = bench.file('state/runtime_snapshot.json');
    mkdirSync(path.dirname(snapshot), { recursive: true });
    writeFileSync(snapshot, JSON.stringify({ sections: { workspace } }));
    const { code, output } = await refused({});
    rmSync(snapshot);
    expect(output).toMatch(/server started[^]*is stopped again[^]*A newer Millrace/);
    expect(code).toBe(5);
    expect(runs()).toBe(false);
  });

  it('starts none where it is refused before: it is bound to another state home, or by a script that cannot be played', async () => {
    const binding = bench.file('state/temporal_binding.json');
    writeFileSync(binding, JSON.stringify({ kind: 'embedded', home: root, boundAt: '2026-01-31T09:00:00Z' }));
    expect((await refused({})).code).toBe(5);
    rmSync(binding);
    const script = path.join(root, 'bad.json');
    writeFileSync(script, 'no json');
    expect((await refused({ MILLRACE_SCRIPT: script })).code).toBe(1);
    expect(runs()).toBe(false);
  });

  it('leaves a server that somebody uses meanwhile, and one that is not the one it started', async () => {
    const say = (): void => undefined;
    const server = await startEmbedded(bench.stateHome, say);
    await stopUnused(bench.stateHome, server, () => true, say);
    expect(runs()).toBe(true);
    await stopUnused(bench.stateHome, { ...server, ...identityOf() }, () => false, say);
    expect(runs()).toBe(true);
    await stopUnused(bench.stateHome, server, () => false, say);
    expect(runs()).toBe(false);
  });
});

describe('the server', () => {
  it('is not stopped while a worker of any workspace serves, whoever asks from wherever; and then it is', async () => {
    const second = await another('two');
    await bench.ok('--workspace', second, 'up');
    const { code, answer } = await json('server', 'stop');
    expect([code, answer.error]).toMatchObject([5, { code: 'server_in_use', problems: [{ folder: second }] }]);
    expect(runs()).toBe(true);
    const listed = (await json('workspaces', 'ls', '--server')).answer.data as { workspaces: object[] };
    expect(listed.workspaces).toMatchObject([
      { folder: second, state: 'served', onServer: 'running' },
      { folder: bench.workspace, state: 'at rest', queued: 1, onServer: null },
    ]);
    expect((await json('--workspace', second, 'remove', '--yes')).answer.error).toMatchObject({ code: 'in_use' });
    await bench.ok('--workspace', second, 'down');
  });

  it('has a page for the workspace, a root, an item and a run, and for none that is not there', async () => {
    await bench.ok('run', '--until', 'idle');
    const id = await idOf(bench.workspace);
    const url = async (...args: string[]): Promise<string> => (await bench.ok('open', ...args, '--print')).trim();
    const [run = ''] = readdirSync(bench.file('runs'));
    expect(await url()).toMatch(new RegExp(`^http://127.0.0.1:\\d+/namespaces/millrace/workflows/millrace%3A${id}$`));
    for (const what of ['t1', run]) expect(await url(what)).toMatch(new RegExp(`%3A${id}%3Abacklog$`));
    expect((await bench.run('open', 'nobody')).code).toBe(4);
    expect((await bench.run('open', '../x')).code).toBe(2);
  });
});

describe('a workspace that is removed', () => {
  it('first says what would go, and nothing goes', async () => {
    const before = readdirSync(bench.stateDir());
    expect((await json('remove')).answer.error).toMatchObject({ code: 'not_confirmed' });
    const { code, answer } = await json('remove', '--dry-run');
    expect(code).toBe(0);
    expect(answer.data).toMatchObject({ removed: false, folder: bench.file('').replace(/\/$/, '') });
    expect(readdirSync(bench.stateDir())).toEqual(before);
    expect((await bench.run('remove')).output).toMatch(
      /This would go:[^]*1 document[^]*runs? of its workflows[^]*--yes/,
    );
  });

  it('is ours alone: links lead nowhere, work stays, and half of it is taken up again', async () => {
    const work = path.join(bench.workspace, 'src.txt');
    const victim = path.join(root, 'victim');
    mkdirSync(victim);
    for (const file of [work, path.join(victim, 'kept')]) writeFileSync(file, 'x');
    symlinkSync(victim, bench.file('link'));
    symlinkSync(victim, path.join(bench.stateDir(), 'link'));
    const id = await idOf(bench.workspace);
    // As one that was killed after our state was given another name.
    await json('remove', '--yes', '--keep-files');
    mkdirSync(path.join(bench.stateHome, `.removing-${id}`));
    writeFileSync(path.join(bench.stateHome, `.removing-${id}`, 'x'), '');
    const { code, answer } = await json('remove', '--yes');
    expect([code, answer.data]).toMatchObject([0, { removed: true }]);
    expect(readdirSync(bench.workspace).sort()).toEqual(['.git', 'src.txt']);
    const left = readdirSync(bench.stateHome).filter((name) => name.includes(id));
    expect(left, 'who decided what stays').toEqual([`audit-${id}.jsonl`]);
    expect(readdirSync(victim)).toEqual(['kept']);
    const listed = (await json('--workspace', others[0] ?? '', 'workspaces', 'ls', '--server')).answer.data;
    expect((listed as { workspaces: { id: string }[] }).workspaces.map((one) => one.id)).not.toContain(id);
    expect((await bench.run('remove')).code).toBe(3);
  });

  it('may have lost its folder before: then its id is enough', async () => {
    const third = await another('three');
    const id = await idOf(third);
    expect((await json('remove', id, '--yes')).answer.error).toMatchObject({ code: 'still_there' });
    rmSync(third, { recursive: true });
    expect((await json('remove', id, '--yes')).code).toBe(0);
    expect(existsSync(path.join(bench.stateHome, id))).toBe(false);
    expect((await json('remove', id, '--yes')).code).toBe(4);
  });

  it('is left alone where somebody works for it', async () => {
    const fourth = await another('four');
    const state = path.join(bench.stateHome, await idOf(fourth));
    const member = enlist(state, { role: 'serve', stays: true, endures: true, build: 'x' });
    const { code, answer } = await json('remove', fourth, '--yes');
    member.leave();
    expect([code, answer.error]).toMatchObject([5, { code: 'in_use' }]);
    expect(existsSync(path.join(fourth, 'millrace-agents', 'workspace.json'))).toBe(true);
  });
});

describe('its folders', () => {
  it('go in an order by which it is still known when half of it is gone', async () => {
    const fifth = await another('five');
    const id = await idOf(fifth);
    await removeState(bench.stateHome, id);
    await removeState(bench.stateHome, id);
    expect(existsSync(path.join(fifth, 'millrace-agents', 'workspace.json'))).toBe(true);
    rmSync(path.join(fifth, 'millrace-agents', 'millrace.toml'));
    expect((await json('remove', fifth, '--yes')).code).toBe(0);
    await removeShown(fifth);
    expect(readdirSync(fifth)).toEqual([]);
  });
});

describe('the service', () => {
  it('is written for its workspace, printed without being written, and taken away again; not where another file is', async () => {
    const sixth = await another('six');
    const id = await idOf(sixth);
    const file = path.join(root, '.config/systemd/user', `millrace-${id}.service`);
    expect(await bench.ok('--workspace', sixth, 'service', 'install', '--print')).toMatch(
      /"MALLOC_ARENA_MAX=2"[^]*ExecStart="/,
    );
    expect(existsSync(file)).toBe(false);
    expect(await bench.ok('--workspace', sixth, 'service', 'install')).toMatch(/Written: [^]*loginctl enable-linger/);
    expect(existsSync(file)).toBe(true);
    await bench.ok('--workspace', sixth, 'service', 'uninstall');
    await bench.ok('--workspace', sixth, 'service', 'uninstall');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '[Unit]\n');
    for (const deed of ['install', 'uninstall'])
      expect((await json('--workspace', sixth, 'service', deed)).answer.error).toMatchObject({ code: 'not_ours' });
  });
});
