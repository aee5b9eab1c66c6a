// Ideas and documents on their way from the folders into a workspace, which here is a table of what it has.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { specOfIdea } from '../../core/documents/idea.js';
import { renderDocument } from '../../core/documents/render.js';
import { defaultConfig } from '../../core/plan/sources/config.js';
import { listInvalid } from '../../read/invalid.js';
import { type IntakeLoop, startIntake } from '../../worker/intake-loop.js';
import type { Send } from '../../worker/workspace-client.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, type Room, specText } from './room.js';

const LONG_AGO = new Date('2026-01-01T00:00:00Z');

/** Files as they are some time after they were written. By a rename, since no loop may come upon one that is written only in part. */
async function idea(room: Room, name: string, text: string | Uint8Array, folder = 'ideas/inbox'): Promise<string> {
  const file = path.join(room.workspace, folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const draft = path.join(room.workspace, `draft-${randomUUID()}`);
  await writeFile(draft, text);
  await utimes(draft, LONG_AGO, new Date(LONG_AGO.getTime() + text.length));
  await rename(draft, file);
  return file;
}

/** Nobody writes a file that nothing happened to for so long. */
const REST_MS = 20;

/** A busy machine may be slower than the patience of one look. */
const rested = (): Promise<void> => setTimeout(REST_MS + 10);

interface Workspace {
  known: Map<string, string>;
  batches: DocumentRef[][];
  loop: IntakeLoop;
  errors: string[];
}

/** `shows`: whether what is admitted appears in the folders at once, or only when the test says so. */
function workspace(room: Room, { shows = true, watchers = {} } = {}): Workspace {
  const known = new Map<string, string>();
  const batches: DocumentRef[][] = [];
  const errors: string[] = [];
  const send: Send = async (_update, args) => {
    const { documents } = args as unknown as { documents: DocumentRef[] };
    batches.push(documents);
    const verdicts = documents.map(({ family, id, sha256 }) => {
      const other = known.get(`${family}/${id}`);
      if (other === undefined) known.set(`${family}/${id}`, sha256);
      const verdict = other === undefined ? 'admitted' : other === sha256 ? 'known' : 'refused';
      return { family, id, verdict, reason: verdict === 'refused' ? 'the id is taken' : null } as const;
    });
    const shown = documents.filter((_, index) => verdicts[index]?.verdict === 'admitted');
    const entries = shown.map(({ family, id, sha256 }): MirrorEntry => {
      return { kind: 'place', order: [batches.length, 0], family, id, state: 'queued', sha256 };
    });
    if (shows) await room.apply(...entries);
    return { ok: true, code: 'done', text: '', seq: 1, documents: verdicts };
  };
  const settings = { ...defaultConfig().watchers, rest_ms: REST_MS, ...watchers };
  const onError = (error: unknown): void => void errors.push(String(error));
  const loop = startIntake(room, { homes: {}, send, watchers: settings, onError });
  onTestFinished(() => loop.close());
  return { known, batches, loop, errors };
}

const ids = ({ known }: Workspace): string[] => [...known.keys()].sort();

describe('an idea in an inbox', () => {
  it.each(['ideas/inbox', 'millrace-agents/ideas/inbox'])(
    'of %s becomes a spec once, and its text is kept',
    async (folder) => {
      const room = await makeRoom();
      const text = '# Cool thing\n\nBuild a cool thing.\n';
      const file = await idea(room, 'cool thing!.md', text, folder);
      await rested();
      const first = workspace(room);
      expect(await first.loop.takeIn()).toBe(true);
      expect(await first.loop.takeIn()).toBe(false);
      expect(first.batches).toMatchObject([[{ family: 'spec', id: 'idea-cool-thing', root: 'idea-cool-thing' }]]);
      expect(await room.read('intake/ideas/idea-cool-thing.md')).toBe(text);
      expect(await room.read('specs/queue/idea-cool-thing.md')).toContain(`- ${path.relative(room.workspace, file)}\n`);
      expect(await readdir(path.dirname(file))).toEqual(['cool thing!.md']);
      const next = workspace(room);
      expect(await next.loop.takeIn()).toBe(false);
      expect(next.batches).toEqual([]);
    },
  );

  it('that was edited becomes a new spec, which says what it revises; going back to an older text is no news', async () => {
    const room = await makeRoom();
    const { loop, ...rest } = workspace(room);
    for (const text of ['# A\n\none', '# A\n\nother', '# A\n\none', '# A\n\nthe third']) {
      await idea(room, 'a.md', text);
      await rested();
      await loop.takeIn();
    }
    const [first = '', second = '', third = ''] = rest.batches.flat().map(({ id }) => id);
    expect([first, rest.known.size]).toEqual(['idea-a', 3]);
    expect(await room.read(`specs/queue/${second}.md`)).toContain('Revises: spec idea-a\n');
    expect(await room.read(`specs/queue/${third}.md`)).toContain(`Revises: spec ${second}\n`);
    expect(await room.read('intake/ideas/idea-a.md')).toContain('one');
  });

  it('whose name another idea, or a spec, has gets an id of its own and revises nothing', async () => {
    const room = await makeRoom();
    await room.drop('specs/queue/idea-b.md', specText('idea-b', 'manual'));
    await utimes(room.at('specs/queue/idea-b.md'), LONG_AGO, LONG_AGO);
    for (const name of ['a!.md', 'a?.md', 'b.md']) await idea(room, name, `# ${name}`);
    await rested();
    const { loop, ...rest } = workspace(room);
    await loop.takeIn();
    const specs = rest.batches.flat().map(({ id }) => id);
    expect(specs.map((id) => id.replace(/[0-9a-f]{8}$/, '#')).sort()).toEqual([
      'idea-a',
      'idea-a-#',
      'idea-b',
      'idea-b-#',
    ]);
    for (const id of specs) expect(await room.read(`specs/queue/${id}.md`)).not.toContain('Revises');
  });

  it('gets another id when a spec that is not shown yet has its id', async () => {
    const room = await makeRoom();
    const { loop, ...rest } = workspace(room, { shows: false });
    rest.known.set('spec/idea-a', 'of another');
    await idea(room, 'a.md', '# A');
    await rested();
    await loop.takeIn();
    expect(ids({ loop, ...rest })).toEqual(['spec/idea-a', expect.stringMatching(/^spec\/idea-a-[0-9a-f]{8}$/)]);
    expect(await room.names('intake/ideas')).toEqual([expect.stringMatching(/^idea-a-/)]);
  });

  it('is admitted once whatever a crash left: the copy alone, or everything but the copy', async () => {
    const room = await makeRoom();
    await idea(room, 'a.md', '# A');
    const before = workspace(room, { shows: false });
    await before.loop.takeIn();
    const after = workspace(room);
    await after.loop.takeIn();
    expect(after.batches).toEqual(before.batches);
    await rm(room.at('intake/ideas'), { recursive: true });
    const later = workspace(room);
    expect([await later.loop.takeIn(), later.batches]).toEqual([false, []]);
  });

  it('of another script has a readable id, and the one of an earlier build where that took it in', async () => {
    const room = await makeRoom();
    const text = '# Öfter\n\nOnce more.\n';
    // As an earlier build left it: the spec, and the copy of the text.
    const former = specOfIdea(text, 'Öfter', {
      ...{ id: 'idea-fter', createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'watcher', revises: null },
      references: ['ideas/inbox/Öfter.md'],
    });
    await room.drop('specs/done/idea-fter.md', renderDocument(former));
    await room.drop('intake/ideas/idea-fter.md', text);
    for (const name of ['Öfter.md', '東京.md', 'Привет, мир.md'])
      await idea(room, name, name === 'Öfter.md' ? text : name);
    const { loop, ...rest } = workspace(room);
    await rested();
    await loop.takeIn();
    expect(ids({ loop, ...rest })).toEqual(['spec/idea-DongJing', 'spec/idea-Privet-mir']);
    await idea(room, 'Öfter.md', `${text}And again.`);
    await rested();
    await loop.takeIn();
    expect(await room.read('specs/queue/idea-Ofter.md')).toContain('Revises: spec idea-fter\n');
  });

  it('that cannot be read goes into quarantine with its reason, and holds nobody up', async () => {
    const room = await makeRoom();
    await idea(room, 'empty.md', ' \n');
    await idea(room, 'latin.md', Buffer.from([0x23, 0x20, 0xe9]));
    await symlink('/etc/passwd', path.join(room.workspace, 'ideas/inbox/link.md'));
    await idea(room, 'good.md', '# Good', 'millrace-agents/ideas/inbox');
    const one = workspace(room);
    await setTimeout(300);
    await one.loop.takeIn();
    expect(ids(one)).toEqual(['spec/idea-good']);
    expect(listInvalid(room.workspace).map(({ path: file, reason }) => [file, reason?.slice(0, 14)])).toEqual([
      ['ideas/inbox/empty.md.invalid', 'It is empty: w'],
      ['ideas/inbox/latin.md.invalid', 'MR2021: The do'],
      ['ideas/inbox/link.md.invalid', 'it is a symbol'],
    ]);
  });

  it('in an inbox that is a link is left alone, and the queue is not', async () => {
    const room = await makeRoom();
    await mkdir(path.join(room.workspace, 'ideas'));
    await symlink('/etc', path.join(room.workspace, 'ideas/inbox'));
    await idea(room, 't.md', taskText('t'), 'millrace-agents/tasks/queue');
    const one = workspace(room);
    await one.loop.takeIn();
    expect(ids(one)).toEqual(['task/t']);
    expect(one.errors.join()).toContain('symbolic link');
  });
});

describe('what is dropped in bulk', () => {
  it('is admitted in batches of 200, whether it is shown meanwhile or not, and bad files hold nobody up', async () => {
    const room = await makeRoom();
    const name = (n: number): string => `T-${String(n).padStart(4, '0')}`;
    for (let n = 0; n < 2000; n += 1) {
      const isBad = n % 100 === 7;
      await idea(room, `${name(n)}.md`, isBad ? 'no heading' : taskText(name(n)), 'millrace-agents/tasks/queue');
    }
    const { loop, known, batches } = workspace(room, { shows: false });
    expect(await loop.takeIn('contents')).toBe(true);
    expect([known.size, listInvalid(room.workspace).length]).toEqual([1980, 20]);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(200);
    expect(batches).toHaveLength(10);
  });

  it('as ideas is taken in batches, too', async () => {
    const room = await makeRoom();
    for (let n = 0; n < 250; n += 1) await idea(room, `n${n}.md`, `# Idea ${n}`);
    const { loop, batches } = workspace(room, { shows: false });
    expect(await loop.takeIn()).toBe(true);
    expect(batches.map((batch) => batch.length)).toEqual([200, 50]);
    expect(await loop.takeIn()).toBe(false);
  });
});

it('a document among active work that nobody knows goes to the queue, as a worker starts; one that is known stays', async () => {
  const room = await makeRoom();
  for (const id of ['t1', 't2']) await room.drop(`tasks/active/${id}.md`, taskText(id));
  const one = workspace(room);
  one.known.set('task/t2', 'of its own');
  await one.loop.takeIn('contents');
  expect([await room.names('tasks/queue'), await room.names('tasks/active')]).toEqual([['t1.md'], ['t2.md']]);
});

describe('[watchers]', () => {
  it.each([{ enabled: false }, { watch_ideas_inbox: false }])(
    '%j leaves ideas alone, and takes the queue in when asked',
    async (watchers) => {
      const room = await makeRoom();
      await idea(room, 'a.md', '# A');
      await idea(room, 't.md', taskText('t'), 'millrace-agents/tasks/queue');
      const one = workspace(room, { watchers });
      await one.loop.takeIn();
      expect(ids(one)).toEqual(['task/t']);
    },
  );

  it('watch_specs_queue = false takes specs in when asked only', async () => {
    const room = await makeRoom();
    const one = workspace(room, { watchers: { watch_specs_queue: false, debounce_ms: 1 } });
    await idea(room, 's.md', specText('s', 'manual'), 'millrace-agents/specs/queue');
    await idea(room, 't.md', taskText('t'), 'millrace-agents/tasks/queue');
    await expect.poll(() => ids(one)).toEqual(['task/t']);
    await one.loop.takeIn();
    expect(ids(one)).toEqual(['spec/s', 'task/t']);
  });
});
