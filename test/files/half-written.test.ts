// What somebody is still writing is not read, however long it takes, and holds nobody up; what is whole is taken in once.
import { closeSync, openSync, writeSync } from 'node:fs';
import { appendFile, chmod, mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { giveBackCompleted } from '../../disk/intake/completed.js';
import { quarantineFile, scanDrops } from '../../disk/intake/scan.js';
import { MOVED_MS } from '../../core/documents/rest.js';
import { defaultConfig } from '../../core/plan/sources/config.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import { listBeingWritten } from '../../read/being-written.js';
import { listFolders } from '../../read/folders.js';
import type { Send } from '../../worker/workspace-client.js';
import { stageMoves } from '../../disk/give-way.js';
import { startIntake } from '../../worker/intake-loop.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, place, type Room } from './room.js';

/** Far more than a busy machine holds this process up, and so the moments below are shorter. */
const REST = 2000;
const MOMENT = 100;
const LONG = 60_000;
const text = taskText('T-1');
const [head, rest] = [text.slice(0, 60), text.slice(60)];

/** A workspace that admits everything, and shows it. */
function taking(room: Room, restMs = REST) {
  const admitted: DocumentRef[] = [];
  const send: Send = async (_update, args) => {
    const { documents } = args as unknown as { documents: DocumentRef[] };
    admitted.push(...documents);
    const verdicts = documents.map(({ family, id }) => ({ family, id, verdict: 'admitted', reason: null }) as const);
    await room.apply(
      ...documents.map(({ family, id, sha256 }) => {
        const order: [number, number] = [admitted.length, 0];
        return { kind: 'place', order, family, id, state: 'queued', sha256 } as const;
      }),
    );
    return { ok: true, code: 'done', text: '', seq: 1, documents: verdicts };
  };
  const watchers = { ...defaultConfig().watchers, debounce_ms: 10, rest_ms: restMs };
  const faults: unknown[] = [];
  const loop = startIntake(room, { homes: {}, send, watchers, onError: (error) => void faults.push(error) });
  onTestFinished(() => {
    loop.close();
    expect(faults).toEqual([]);
  });
  return { admitted, loop };
}

const names = async (room: Room, folder: string): Promise<string[]> => readdir(path.dirname(room.at(`${folder}/_`)));

describe('a file that is written slowly', () => {
  it('into a queue folder is taken in whole, once, and holds up no other', async () => {
    const room = await makeRoom();
    const { admitted, loop } = taking(room);
    await room.drop('tasks/queue/T-1.md', head);
    const looked = loop.takeIn();
    await sleep(MOMENT);
    await room.drop('tasks/queue/T-2.tmp', taskText('T-2'));
    await rename(room.at('tasks/queue/T-2.tmp'), room.at('tasks/queue/T-2.md'));
    await appendFile(room.at('tasks/queue/T-1.md'), rest);
    await looked;
    await expect.poll(() => admitted.map(({ id }) => id).sort()).toEqual(['T-1', 'T-2']);
    expect(await names(room, 'tasks/queue')).toEqual(['T-1.md', 'T-2.md']);
    expect(await room.read('tasks/queue/T-1.md')).toBe(text);
  });

  it('into an inbox becomes one spec, of the whole text', async () => {
    const room = await makeRoom();
    const { admitted, loop } = taking(room);
    await mkdir(path.dirname(room.at('ideas/inbox/_')), { recursive: true });
    await writeFile(room.at('ideas/inbox/export.md'), '# Export\n\nAdd an export. Do ');
    await loop.takeIn('names', false);
    expect(admitted).toEqual([]);
    await sleep(MOMENT);
    await appendFile(room.at('ideas/inbox/export.md'), 'NOT touch payments.\n');
    await expect.poll(() => admitted.map(({ id }) => id)).toEqual(['idea-export']);
    await loop.takeIn();
    expect(await room.read('specs/queue/idea-export.md')).toContain('Do NOT touch payments.');
  });

  it('over a queued document is a new revision when it is whole, and no half one before', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    const { admitted, loop } = taking(room);
    await writeFile(room.at('tasks/queue/T-1.md'), head);
    await loop.takeIn('contents', false);
    expect(await room.read('tasks/queue/T-1.md'), 'not put right yet').toBe(head);
    await appendFile(room.at('tasks/queue/T-1.md'), `${rest}\nMore to do.\n`);
    await expect.poll(() => admitted.length).toBe(1);
    expect(await room.read('tasks/queue/T-1.md')).toContain('More to do.');
  });

  it('and grows on and on is waited for no longer than bearable, and is told by status', async () => {
    const room = await makeRoom();
    const { admitted, loop } = taking(room);
    await room.drop('tasks/queue/T-1.md', `${text}\nNotes:\n\n`);
    const growing = setInterval(() => void appendFile(room.at('tasks/queue/T-1.md'), 'more\n'), 50);
    onTestFinished(() => clearInterval(growing));
    await loop.takeIn();
    expect(admitted).toEqual([]);
    expect(listBeingWritten(room.workspace, listFolders(room.workspace), Date.now())).toEqual(['tasks/queue/T-1.md']);
    clearInterval(growing);
    await expect.poll(() => admitted.length).toBe(1);
  });
});

it('without the rest a half would be judged: it is what the rest is for', async () => {
  const room = await makeRoom();
  const { admitted, loop } = taking(room, 0);
  await room.drop('tasks/queue/T-1.md', head);
  await loop.takeIn();
  await expect.poll(() => names(room, 'tasks/queue')).toContain('T-1.md.invalid');
  expect(admitted).toEqual([]);
});

describe('a file that is whole', () => {
  const found = async (room: Room) => (await scanDrops(room, 'names', { restMs: LONG })).found.map(({ ref }) => ref.id);

  it.each<[string, (room: Room) => Promise<void>]>([
    [
      'renamed into place',
      async (room) => {
        await room.drop('tasks/queue/draft', text);
        await sleep(20);
        await rename(room.at('tasks/queue/draft'), room.at('tasks/queue/T-1.md'));
      },
    ],
    [
      'from long ago, as `cp -p` leaves it',
      async (room) => {
        await room.drop('tasks/queue/T-1.md', text);
        await utimes(room.at('tasks/queue/T-1.md'), new Date(0), new Date(0));
      },
    ],
    [
      'from tomorrow',
      async (room) => {
        await room.drop('tasks/queue/T-1.md', text);
        const tomorrow = new Date(Date.now() + 86_400_000);
        await utimes(room.at('tasks/queue/T-1.md'), tomorrow, tomorrow);
      },
    ],
    [
      'with new permissions',
      async (room) => {
        await room.drop('tasks/queue/T-1.md', text);
        await sleep(20);
        await chmod(room.at('tasks/queue/T-1.md'), 0o640);
      },
    ],
  ])('%s, waits for a moment only', async (_name, make) => {
    const room = await makeRoom();
    const began = Date.now();
    await make(room);
    const first = await found(room);
    if (Date.now() - began < MOVED_MS) expect(first).toEqual([]);
    await sleep(MOVED_MS + 50);
    expect(await found(room)).toEqual(['T-1']);
  });

  it('but was written a moment ago waits: nobody knows that it is', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', text);
    await sleep(300);
    expect(await found(room)).toEqual([]);
  });
});

describe('a file that was set aside half written', () => {
  async function setAside(room: Room): Promise<number> {
    await room.drop('tasks/queue/T-1.md', head);
    const writer = openSync(room.at('tasks/queue/T-1.md'), 'a');
    await quarantineFile(room, { family: 'task', path: 'tasks/queue/T-1.md', reason: 'half' });
    await sleep(20);
    return writer;
  }

  it('gets its name back when its writer goes on to the end', async () => {
    const room = await makeRoom();
    const writer = await setAside(room);
    writeSync(writer, rest);
    closeSync(writer);
    await giveBackCompleted(room, 0);
    expect((await scanDrops(room, 'names', { restMs: 0 })).found.map(({ ref }) => ref.id)).toEqual(['T-1']);
  });

  it.each(['not written to', 'still not valid', 'whole, while another has its name'])(
    'stays aside: %s',
    async (how) => {
      const room = await makeRoom();
      const writer = await setAside(room);
      if (how !== 'not written to') writeSync(writer, how === 'still not valid' ? 'x' : rest);
      closeSync(writer);
      if (how.startsWith('whole')) await room.drop('tasks/queue/T-1.md', `${text}\nAnother.\n`);
      await giveBackCompleted(room, 0);
      expect(await names(room, 'tasks/queue')).toContain('T-1.md.invalid');
    },
  );
});

describe('a flood beside stages that follow each other at once', () => {
  it('does not hold up what is dropped after it', async () => {
    const room = await makeRoom();
    const flood = Array.from({ length: 200 }, (_, number) => `F-${number}`);
    for (const id of flood) await room.drop(`tasks/queue/${id}.md`, taskText(id));
    const moving = setInterval(stageMoves, 5);
    onTestFinished(() => clearInterval(moving));
    stageMoves();
    const { admitted, loop } = taking(room, 50);
    const looked = loop.takeIn();
    await expect.poll(() => admitted.length).toBeGreaterThan(0);
    await room.drop('tasks/queue/Z-1.md', taskText('Z-1'));
    await expect.poll(() => admitted.map(({ id }) => id)).toContain('Z-1');
    expect(admitted.length).toBeLessThan(flood.length);
    clearInterval(moving);
    await looked;
    expect(new Set(admitted.map(({ id }) => id)).size).toBe(flood.length + 1);
  });
});
