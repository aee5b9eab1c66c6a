// Everything that the runtime keeps under `millrace-agents/`, with something else in its place: nothing hangs, nothing is written or
// removed elsewhere, and the right thing is there afterwards.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shownFile } from '../../disk/folder.js';
import { scanDrops } from '../../disk/intake/scan.js';
import { movedEvents } from '../../disk/mirror/events.js';
import { verifyMirror } from '../../disk/mirror/verify.js';
import { readRemains } from '../../disk/take-up/remains.js';
import { movedNotes } from '../../read/moved.js';
import { FAMILIES, type ItemState } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { ensureFolder } from '../../disk/folder.js';
import { linkFile, moveFile, removeFile, statOf } from '../../disk/files.js';
import { readPlain } from '../../disk/plain.js';
import { readText } from '../../disk/read.js';
import { appendLine, createOnly, writeAtomic, writeAtomicSync } from '../../disk/write.js';
import { makeRoom, type Room } from './room.js';
import { entriesOfStory, treeOf } from './story.js';

/** Every path that there is, with made-up ids. */
function allPaths(): string[] {
  const states: ItemState[] = ['queued', 'active', 'done', 'blocked'];
  const documents = Object.keys(FAMILIES).flatMap((family) =>
    states.map((state) => runtimePaths.document(family, state, 'x-1')),
  );
  const rest = Object.values(runtimePaths).flatMap((value): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'function' ? [] : [...value];
  });
  const named = [
    ...[runtimePaths.idea('x'), runtimePaths.desk('x'), runtimePaths.outbox('x'), runtimePaths.statusFile('execution')],
    ...[
      runtimePaths.blocked('task', 'x'),
      runtimePaths.asked('x'),
      runtimePaths.resolved('x'),
      runtimePaths.target('x'),
    ],
    ...[runtimePaths.rootSpec('x'), runtimePaths.rubric('x'), runtimePaths.verdict('x'), runtimePaths.reconPacket('x')],
  ];
  const all = [...documents, ...rest, ...named].filter((one) => !one.startsWith('..'));
  return all.filter((one) => !all.some((other) => other.startsWith(`${one}/`)));
}

/** What is on the way to them. */
const foldersOf = (files: readonly string[]): string[] => {
  const all = files.flatMap((file) => {
    const parts = path.dirname(file).split('/');
    return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  });
  return [...new Set(['.', ...all])];
};

const outside = (room: Room): string => path.join(room.workspace, '../outside');

const KINDS: Record<string, (place: string, room: Room) => void> = {
  'a link to a folder outside': (place, room) => fs.symlinkSync(outside(room), place),
  'a link to a file outside': (place, room) => fs.symlinkSync(path.join(outside(room), 'file'), place),
  'a link to /dev/zero': (place) => fs.symlinkSync('/dev/zero', place),
  'a link to itself': (place) => fs.symlinkSync(path.basename(place), place),
  'a named pipe': (place, room) => fs.linkSync(path.join(outside(room), 'pipe'), place),
  'a link to a named pipe': (place, room) => fs.symlinkSync(path.join(outside(room), 'pipe'), place),
  'a file': (place) => fs.writeFileSync(place, 'theirs'),
  'a folder': (place) => void fs.mkdirSync(path.join(place, 'theirs'), { recursive: true }),
};

function plant(room: Room, relative: string, kind: string): void {
  const place = room.at(relative);
  if (relative !== '.') ensureFolder(room, path.dirname(relative));
  fs.rmSync(place, { recursive: true, force: true });
  KINDS[kind]?.(place, room);
}

async function roomWithNeighbour(): Promise<Room> {
  const room = await makeRoom();
  fs.mkdirSync(outside(room));
  fs.writeFileSync(path.join(outside(room), 'file'), 'precious');
  execFileSync('mkfifo', [path.join(outside(room), 'pipe')]);
  return room;
}

function expectUntouched(room: Room): void {
  expect(fs.readdirSync(outside(room)).sort()).toEqual(['file', 'pipe']);
  expect(fs.readFileSync(path.join(outside(room), 'file'), 'utf8')).toBe('precious');
}

describe.each(Object.keys(KINDS))('%s', (kind) => {
  it('in the place of every file is read as none, replaced, appended to, removed and moved over', async () => {
    const room = await roomWithNeighbour();
    for (const relative of allPaths()) {
      const again = (): string => (plant(room, relative, kind), shownFile(room, relative));
      const file = again();
      const isFile = kind === 'a file';
      if (!isFile) expect([readText(file), readPlain(file, 100).ok], relative).toEqual([null, false]);
      await writeAtomic(file, 'ours\n');
      expect(fs.readFileSync(file, 'utf8'), relative).toBe('ours\n');
      writeAtomicSync(again(), 'ours\n');
      expect(await createOnly(again(), 'ours\n'), relative).toBe(!isFile);
      await appendLine(again(), 'ours');
      expect(fs.readFileSync(file, 'utf8'), relative).toMatch(/ours\n$/);
      removeFile(again());
      expect(statOf(file), relative).toBeNull();
      fs.writeFileSync(room.at('source'), 'ours\n');
      expect(moveFile(room.at('source'), again()), relative).toBe(true);
      expect(fs.readFileSync(file, 'utf8'), relative).toBe('ours\n');
    }
    expectUntouched(room);
  });

  // A folder in the place of a folder is none.
  it.runIf(kind !== 'a folder')('in the place of every folder is moved aside by whoever writes below it', async () => {
    const room = await roomWithNeighbour();
    for (const folder of foldersOf(allPaths())) {
      plant(room, folder, kind);
      const file = shownFile(room, path.join(folder, 'x.md'));
      expect(readText(file), folder).toBeNull();
      await writeAtomic(file, 'ours\n');
      expect(fs.lstatSync(room.at(folder)).isDirectory(), folder).toBe(true);
      expect(fs.readFileSync(file, 'utf8'), folder).toBe('ours\n');
    }
    const moved = movedEvents(room).map(({ data }) => String(data['from']));
    const wanted = foldersOf(allPaths()).map((folder) =>
      path.join(fs.realpathSync(room.workspace), RUNTIME_DIR, folder),
    );
    expect(moved.sort()).toEqual(wanted.map((one) => one.replace(/\/\.?$/, '')).sort());
    expectUntouched(room);
  });

  it('in all places at once keeps the mirror from nothing, and is said once', async () => {
    const clean = await makeRoom();
    await clean.apply(...(await entriesOfStory(clean)));
    const wanted = await treeOf(clean);
    const room = await roomWithNeighbour();
    const entries = await entriesOfStory(room);
    for (const relative of allPaths()) plant(room, relative, kind);
    await readRemains(room, 'shop');
    await scanDrops(room, 'contents', { restMs: 0 });
    await room.apply(...entries);
    await verifyMirror(room, entries);
    await room.apply(...entries);
    const { documents, snapshot } = await treeOf(room);
    expect(snapshot).toEqual(wanted.snapshot);
    expect(documents).toMatchObject(wanted.documents);
    const said = (await room.read(runtimePaths.events)).match(/"foreign_object_moved"/g) ?? [];
    if (kind !== 'a file') expect(said.length).toBeGreaterThan(3);
    await room.apply({ kind: 'event', key: 'later', type: 'x', at: '2026-01-01T00:00:00Z', data: {} });
    expect((await room.read(runtimePaths.events)).match(/"foreign_object_moved"/g) ?? []).toHaveLength(said.length);
    const seen = fs.realpathSync(room.workspace);
    if (kind !== 'a file')
      expect(movedNotes(seen).join()).toMatch(/stood in the place of .*: it lies at .*\.foreign now/);
    for (const name of fs.readdirSync(seen, { recursive: true }) as string[])
      if (name.endsWith('.foreign')) fs.rmSync(path.join(seen, name), { recursive: true });
    expect(movedNotes(seen), 'whoever took it away has heard').toEqual([]);
    expectUntouched(room);
  });
});

describe('a link that is put into the way after the look', () => {
  const swap = (room: Room): void => {
    fs.renameSync(room.at('tasks/queue'), room.at('tasks/elsewhere'));
    fs.symlinkSync(outside(room), room.at('tasks/queue'));
  };

  it('leads no write, removal or move out', async () => {
    const room = await roomWithNeighbour();
    const [file, victim] = ['tasks/queue/new', 'tasks/queue/file'].map((name) => shownFile(room, name)) as [
      string,
      string,
    ];
    const other = shownFile(room, 'specs/queue/x');
    const attacks: (() => unknown)[] = [
      () => writeAtomic(file, 'ours'),
      () => writeAtomicSync(file, 'ours'),
      () => appendLine(victim, 'ours'),
      () => removeFile(victim),
      () => moveFile(victim, other),
      () => linkFile(victim, other),
    ];
    for (const attack of attacks) {
      swap(room);
      await attack();
      expectUntouched(room);
      expect(statOf(other)).toBeNull();
      fs.rmSync(room.at('tasks'), { recursive: true });
      fs.mkdirSync(room.at('tasks/queue'), { recursive: true });
    }
  });

  it('leads them out where nobody guards the ground: what the defence is for', async () => {
    const room = await roomWithNeighbour();
    // The same folder, by a name that was never looked at.
    fs.symlinkSync(room.workspace, `${room.workspace}-by-name`);
    swap(room);
    await writeAtomic(path.join(`${room.workspace}-by-name`, RUNTIME_DIR, 'tasks/queue/new'), 'ours');
    expect(fs.readdirSync(outside(room)).sort()).toEqual(['file', 'new', 'pipe']);
  });
});
