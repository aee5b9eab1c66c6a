import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { restoring, scanDrops, type Scope, unknownFiles } from '../../disk/intake/scan.js';
import { quarantineFile } from '../../disk/intake/scan.js';
import { watchFolders } from '../../disk/intake/watch.js';
import { putText } from '../../disk/store/texts.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { makeRoom, place, type Room, specText } from './room.js';
import { taskText } from '../support/task-text.js';

const scan = (room: Room, scope: Scope = 'names') => scanDrops(room, scope, { restMs: 0 });

describe('a scan', () => {
  it('finds what was dropped, with its text and facts, in every family', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', taskText('T-1', 'Root-Spec-ID: S-1'));
    await room.drop('specs/queue/S-1.md', specText('S-1', 'manual'));
    const { found, refused } = await scan(room);
    expect(refused).toEqual([]);
    expect(found.map(({ path, ref }) => [path, ref.family, ref.id, ref.root, ref.source])).toEqual([
      ['specs/queue/S-1.md', 'spec', 'S-1', 'S-1', 'drop'],
      ['tasks/queue/T-1.md', 'task', 'T-1', 'S-1', 'drop'],
    ]);
    expect(found[1]?.ref.sha256).toBe(sha256Hex(found[1]?.text ?? ''));
  });

  it('does not take our own documents for drops, nor files that are no documents', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.drop('tasks/queue/T-9.md.swp', 'x');
    await room.drop('tasks/queue/.T-2.md', taskText('T-2'));
    await room.drop('tasks/queue/T-3.md.invalid', 'x');
    expect(await scan(room, 'contents')).toEqual({
      ...{ found: [], refused: [], changed: [], missing: [], unsettled: [], again: false, rest: [] },
    });
  });

  it('refuses links, folders, pipes, binary and large files, each with its reason', async () => {
    const room = await makeRoom();
    await symlink('/etc/passwd', room.at('tasks/queue/link.md'));
    await mkdir(room.at('tasks/queue/folder.md'));
    execFileSync('mkfifo', [room.at('tasks/queue/pipe.md')]);
    await room.drop('tasks/queue/latin.md', Buffer.from([0x23, 0x20, 0xe9, 0x0a]));
    await room.drop('tasks/queue/large.md', Buffer.alloc(50 * 1024 * 1024, 'x'));
    await room.drop('tasks/queue/other.md', taskText('T-1'));
    const { found, refused } = await scan(room);
    expect(found).toEqual([]);
    const reasons = Object.fromEntries(refused.map((one) => [path.basename(one.path, '.md'), one.reason]));
    expect(reasons).toMatchObject({
      link: expect.stringContaining('symbolic link') as string,
      folder: expect.stringContaining('not a regular file') as string,
      pipe: expect.stringContaining('not a regular file') as string,
      latin: expect.stringContaining('UTF-8') as string,
      large: expect.stringContaining('52428800 bytes') as string,
      other: expect.stringContaining('Task-ID') as string,
    });
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await chmod(room.at('tasks/queue/T-1.md'), 0);
    expect((await scan(room)).refused[0]?.reason).toContain('permissions');
  });

  it('leaves a file that is still being written for the next time', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', '# Task T-');
    expect(await scanDrops(room, 'names', { restMs: 60_000 })).toMatchObject({
      ...{ refused: [], found: [], again: false, unsettled: ['tasks/queue/T-1.md'] },
    });
  });

  it('brings many drops in several answers and loses none', async () => {
    const room = await makeRoom();
    for (const id of ['T-1', 'T-2', 'T-3']) await room.drop(`tasks/queue/${id}.md`, taskText(id));
    const first = await scanDrops(room, 'names', { restMs: 0, limit: 2 });
    expect([first.found.length, first.again]).toEqual([2, true]);
    for (const { ref } of first.found) await room.apply(await place(room, ref.id, 'queued', [1, 0]));
    expect((await scan(room)).found.map(({ ref }) => ref.id)).toEqual(['T-3']);
  });

  it('names what it left, and a look at that alone goes on with it', async () => {
    const room = await makeRoom();
    for (const id of ['T-1', 'T-2', 'T-3']) await room.drop(`tasks/queue/${id}.md`, taskText(id));
    const first = await scanDrops(room, 'names', { restMs: 0, limit: 1 });
    expect(first.rest).toEqual(['tasks/queue/T-2.md', 'tasks/queue/T-3.md']);
    // One is taken in by somebody else meanwhile, one is gone.
    await room.apply(await place(room, 'T-2', 'queued', [1, 0]));
    await rm(room.at('tasks/queue/T-3.md'));
    const second = await scan(room, { paths: first.rest });
    expect([second.found, second.changed, second.missing, second.rest]).toEqual([[], [], [], []]);
  });

  it('reports a changed queued document with its new text, whatever the scope that reads contents', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.drop('tasks/queue/T-1.md', taskText('T-1', 'Summary: new'));
    for (const scope of ['contents', { paths: ['tasks/queue/T-1.md'] }] as const) {
      const { changed, found } = await scan(room, scope);
      expect(found).toEqual([]);
      expect(changed).toMatchObject([{ id: 'T-1', state: 'queued', reason: null, drop: { ref: { id: 'T-1' } } }]);
    }
    await room.drop('tasks/queue/T-1.md', 'broken');
    expect((await scan(room, 'contents')).changed).toMatchObject([
      { drop: null, reason: expect.stringMatching(/^MR/) as string },
    ]);
  });

  it('reports a lost document, and the change it proposes restores it', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'active', [4, 2]));
    await rm(room.at('tasks/active/T-1.md'));
    const { missing } = await scan(room);
    expect(missing).toMatchObject([{ family: 'task', id: 'T-1', state: 'active', order: [4, 2] }]);
    await room.apply(...missing.map(restoring));
    expect(await room.read('tasks/active/T-1.md')).toBe(taskText('T-1'));
    expect((await scan(room, 'contents')).missing).toEqual([]);
  });

  it('does not follow a queue folder that was replaced by a link', async () => {
    const room = await makeRoom();
    await rm(room.at('tasks/queue'), { recursive: true });
    await symlink('/etc', room.at('tasks/queue'));
    expect(await scan(room)).toMatchObject({ found: [], refused: [] });
    expect(await room.names('tasks')).toContain('queue.foreign');
  });

  it("looks only at documents' places, whatever paths it is given", async () => {
    const room = await makeRoom();
    const paths = ['../../etc/passwd', 'tasks/queue/../../x.md', 'tasks/done/T-9.md', 'nothing'];
    expect(await scan(room, { paths })).toMatchObject({ found: [], refused: [] });
  });

  it('reports nothing while the mirror itself moves documents about', async () => {
    const room = await makeRoom();
    const states = ['queued', 'active', 'blocked', 'queued'] as const;
    let over = false;
    const moves = (async () => {
      for (let turn = 0; turn < 40; turn += 1) {
        const more = `Summary: ${turn}`;
        const ids = ['T-1', 'T-2', 'T-3'];
        const entries = ids.map((id) => place(room, id, states[turn % 4] ?? 'queued', [turn, 0], taskText(id, more)));
        await room.apply(...(await Promise.all(entries)));
      }
      over = true;
    })();
    while (!over)
      expect(await scan(room, 'contents')).toMatchObject({ found: [], refused: [], changed: [], missing: [] });
    await moves;
  });

  it('never changes anything', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/bad.md', 'bad');
    await scan(room, 'contents');
    expect(await unknownFiles(room)).toEqual(new Set(['tasks/queue/bad.md']));
    expect(await room.names('tasks/queue')).toEqual(['bad.md']);
  });
});

describe('quarantine', () => {
  const lines = async (room: Room) =>
    (await room.read('tasks/queue/invalid-artifacts.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  it('keeps the file, names it by number, and writes down why', async () => {
    const room = await makeRoom();
    for (const reason of ['first', 'second', 'third']) {
      await room.drop('tasks/queue/bad.md', reason);
      await quarantineFile(room, { family: 'task', path: 'tasks/queue/bad.md', reason });
    }
    expect(await room.names('tasks/queue')).toEqual([
      'bad.md.invalid',
      'bad.md.invalid.1',
      'bad.md.invalid.2',
      'invalid-artifacts.jsonl',
    ]);
    expect(await room.read('tasks/queue/bad.md.invalid.1')).toBe('second');
    expect((await lines(room))[1]).toMatchObject({
      source_name: 'bad.md',
      quarantine_name: 'bad.md.invalid.1',
      error: 'second',
    });
    expect((await room.read('logs/runtime_events.jsonl')).match(/input_quarantined/g)).toHaveLength(3);
  });

  it('moves links and folders without touching what they hold', async () => {
    const room = await makeRoom();
    await symlink('/etc/passwd', room.at('tasks/queue/link.md'));
    await mkdir(room.at('tasks/queue/folder.md'));
    for (const { family, path: file, reason } of (await scan(room)).refused) {
      await quarantineFile(room, { family, path: file, reason });
    }
    expect((await scan(room)).refused).toEqual([]);
    expect(await room.names('tasks/queue')).toContain('link.md.invalid');
  });

  it('is finished by a repeat after a crash between its line and its move', async () => {
    const room = await makeRoom();
    const refused = { family: 'task', path: 'tasks/queue/bad.md', reason: 'why' };
    await room.drop('tasks/queue/bad.md', 'bad');
    expect(await quarantineFile(room, refused)).toBe('tasks/queue/bad.md.invalid');
    await rename(room.at('tasks/queue/bad.md.invalid'), room.at('tasks/queue/bad.md'));
    expect(await quarantineFile(room, refused)).toBe('tasks/queue/bad.md.invalid');
    expect(await quarantineFile(room, refused)).toBeNull();
    expect(await lines(room)).toHaveLength(1);
  });

  it('of a document that a workflow refused takes the file of that text only, and a copy when there is none', async () => {
    const room = await makeRoom();
    const dropped = await putText(room.state, taskText('T-1', 'Summary: other'));
    const entry = { kind: 'quarantine' as const, family: 'task', id: 'T-1', sha256: dropped, reason: 'taken' };
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.apply(entry);
    await room.apply(entry);
    expect(await room.read('tasks/queue/T-1.md')).toBe(taskText('T-1'));
    expect(await room.read('tasks/queue/T-1.md.invalid')).toContain('Summary: other');
    await room.apply(await place(room, 'T-1', 'active', [2, 0]));
    await room.drop('tasks/queue/T-1.md', taskText('T-1', 'Summary: other'));
    await room.apply(entry);
    expect(await room.names('tasks/queue')).toEqual(['T-1.md.invalid', 'invalid-artifacts.jsonl']);
    expect(await lines(room)).toHaveLength(1);
  });

  it('takes names of any length', async () => {
    const room = await makeRoom();
    const name = `${'ä'.repeat(125)}.md`;
    await room.drop(`tasks/queue/${name}`, 'x');
    await quarantineFile(room, { family: 'task', path: `tasks/queue/${name}`, reason: 'why' });
    expect((await room.names('tasks/queue'))[0]).toMatch(/^invalid|\.invalid$/);
    expect((await scan(room)).refused).toEqual([]);
  });
});

describe('the watch', () => {
  const started = async (room: Room, rescanMs: number) => {
    const scopes: Scope[] = [];
    const waiting: (() => void)[] = [];
    const onChange = (scope: Scope): void => {
      scopes.push(scope);
      waiting.splice(0).forEach((go) => go());
    };
    const folders = (): string[] => ['tasks/queue', '../ideas/inbox'];
    const watching = watchFolders({ dirs: room, folders, onChange, debounceMs: 20, rescanMs });
    onTestFinished(() => watching.close());
    return { scopes, watching, next: () => new Promise<void>((done) => waiting.push(done)) };
  };

  it('names the documents that changed', async () => {
    const room = await makeRoom();
    const { scopes, next } = await started(room, 60_000);
    const told = next();
    await writeFile(room.at('tasks/queue/x.tmp'), 'x');
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await told;
    expect(scopes).toEqual([{ paths: ['tasks/queue/T-1.md'] }]);
  });

  it('asks for a rescan now and then, and takes up a folder that was made anew', async () => {
    const room = await makeRoom();
    await rm(room.at('tasks/queue'), { recursive: true });
    const { scopes, next } = await started(room, 50);
    await next();
    expect(scopes[0]).toBe('names');
    await mkdir(room.at('tasks/queue'));
    await next();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    while (!scopes.some((scope) => typeof scope === 'object')) await next();
    expect(scopes).toContainEqual({ paths: ['tasks/queue/T-1.md'] });
  });

  it('takes up a folder that was removed under its eyes', async () => {
    const room = await makeRoom();
    const { scopes, next } = await started(room, 50);
    await rm(room.at('tasks/queue'), { recursive: true });
    await next();
    await mkdir(room.at('tasks/queue'));
    await next();
    await next();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    while (!scopes.some((scope) => typeof scope === 'object')) await next();
    expect(scopes).toContainEqual({ paths: ['tasks/queue/T-1.md'] });
  });

  it('asks for no rescan while nothing happens, and takes up a folder that comes then', async () => {
    const room = await makeRoom();
    await rm(room.at('tasks/queue'), { recursive: true });
    let isStill = true;
    let armings = 0;
    const scopes: Scope[] = [];
    const folders = (): string[] => {
      armings += 1;
      return ['tasks/queue'];
    };
    const onChange = (scope: Scope): void => void scopes.push(scope);
    const watching = watchFolders({
      dirs: room,
      folders,
      onChange,
      debounceMs: 20,
      rescanMs: 20,
      isStill: () => isStill,
    });
    onTestFinished(() => watching.close());
    await new Promise((done) => setTimeout(done, 120));
    expect({ scopes, armings }).toEqual({ scopes: [], armings: 1 });
    await mkdir(room.at('tasks/queue'));
    isStill = false;
    await expect.poll(() => scopes).toContain('names');
    isStill = true;
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await expect.poll(() => scopes).toContainEqual({ paths: ['tasks/queue/T-1.md'] });
  });

  it('is silent after its end', async () => {
    const room = await makeRoom();
    const { scopes, watching } = await started(room, 30);
    watching.close();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await new Promise((done) => setTimeout(done, 120));
    expect(scopes).toEqual([]);
  });
});
