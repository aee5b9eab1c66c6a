import { readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { giveBackCompleted } from '../../disk/intake/completed.js';
import { collectEmissions, type Emitter, restText } from '../../activities/stage/emissions.js';
import { scanDrops, unknownFiles } from '../../disk/intake/scan.js';
import { settleEmissions } from '../../activities/stage/settle.js';
import { readManifest } from '../../disk/mirror/manifest.js';
import { getText } from '../../disk/store/texts.js';
import { parseDocument } from '../../core/documents/parse.js';
import { collected, makeRoom, type Room, specText } from './room.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';

const request = stageRequest({ runId: 'run-1' });
const outbox = `${runtimePaths.desk(request.requestId)}/outbox`;
/** Where people look for what was there. */
const shown = 'runs/run-1/outbox';

const emitter = async (room: Room, more: Partial<Emitter> = {}): Promise<Emitter> => ({
  outbox: (await collected(room, request)).outbox,
  node: 'manager',
  families: ['spec', 'task'],
  root: 'S-root',
  limit: 50,
  before: new Set(),
  ...more,
});

async function run(room: Room, more: Partial<Emitter> = {}) {
  const emissions = await collectEmissions(room, await emitter(room, more));
  await settleEmissions(room, emissions, request.runId);
  return emissions;
}

describe('emissions', () => {
  it('come from the outbox and from the queue folders, each of its own family', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/T-1.md`, taskText('T-1', 'Spec-ID: S-9'));
    await room.drop(`${outbox}/S-2.md`, specText('S-2', 'derived_spec'));
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    const { documents, refused } = await run(room);
    expect(refused).toEqual([]);
    expect(documents.map(({ family, id, root, source }) => [family, id, root, source])).toEqual([
      ['spec', 'S-2', 'S-root', 'emission'],
      ['task', 'T-1', 'S-root', 'emission'],
      ['task', 'T-2', 'S-root', 'emission'],
    ]);
  });

  it('are refused from where they would be too large for the message that brings them', async () => {
    const room = await makeRoom();
    const needs = Array.from({ length: 80 }, (_, n) => `- d${n}-${'x'.repeat(100)}`).join('\n');
    for (let n = 10; n < 30; n += 1)
      await room.drop(`${outbox}/T-${n}.md`, taskText(`T-${n}`, `Depends-On:\n${needs}\n`));
    const { documents, refused } = await run(room);
    expect([documents.length, refused.length]).toEqual([7, 13]);
    expect(refused[0]?.reason).toMatch(/names so many dependencies that it comes to \d+ bytes; the limit is 65536/);
    await giveBackCompleted(room, 0);
    const aside = (await readdir(room.at('tasks/queue'))).filter((name) => name.endsWith('.invalid'));
    expect(aside, 'none becomes a drop').toHaveLength(13);
  });

  it('carry the inherited root in their own text, and keep their body', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/S-2.md`, specText('S-2', 'derived_spec'));
    const [ref] = (await run(room)).documents;
    const parsed = parseDocument('spec', await getText(room.state, ref?.sha256 ?? ''));
    expect(parsed).toMatchObject({ ok: true, document: { fields: { 'Root-Spec-ID': 'S-root' } } });
    expect(await getText(room.state, ref?.sha256 ?? '')).toContain('free text');
  });

  it.each([
    ['names a root', taskText('X', 'Root-Spec-ID: S-other'), 'S-other'],
    ['is a root itself', specText('X', 'manual'), 'X'],
    ['is derived from another spec', specText('X', 'manual', 'Parent-Spec-ID: S-7'), 'S-root'],
  ])('a document that %s belongs where it should', async (_what, text, root) => {
    const room = await makeRoom();
    await room.drop(`${outbox}/X.md`, text);
    expect((await run(room)).documents).toMatchObject([{ id: 'X', root }]);
  });

  it('inherit nothing from rootless work', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/T-1.md`, taskText('T-1'));
    const [ref] = (await run(room, { root: 'backlog' })).documents;
    expect([ref?.root, await getText(room.state, ref?.sha256 ?? '')]).toEqual(['backlog', taskText('T-1')]);
  });

  it('in a queue folder become ours, and are no drops any more', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    const { documents } = await run(room);
    expect((await readManifest(room)).get('tasks/queue/T-2.md')?.sha256).toBe(documents[0]?.sha256);
    expect(await room.read('tasks/queue/T-2.md')).toBe(await getText(room.state, documents[0]?.sha256 ?? ''));
    expect(await scanDrops(room, 'contents', { restMs: 0 })).toMatchObject({ found: [], changed: [], missing: [] });
    const entry = { kind: 'place' as const, family: 'task', id: 'T-2', sha256: documents[0]?.sha256 ?? '' };
    await room.apply({ ...entry, state: 'queued', order: [1, 0] });
    expect(await room.names('tasks/queue')).toEqual(['T-2.md']);
  });

  it('are not what lay there before the stage began', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    const before = await unknownFiles(room);
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    expect((await run(room, { before })).documents.map(({ id }) => id)).toEqual(['T-2']);
    expect((await scanDrops(room, 'names', { restMs: 0 })).found.map(({ ref }) => ref.id)).toEqual(['T-1']);
  });

  it('that are invalid go into quarantine in the folder of their family, with the reason', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/T-1.md`, '# T\n\nTask-ID: T-1\nSpec-ID: S-1\n');
    await room.drop(`${outbox}/junk.md`, Buffer.from([0xff, 0xfe]));
    await symlink('/etc/passwd', room.at(`${outbox}/link.md`));
    const { documents, refused } = await run(room);
    expect(documents).toEqual([]);
    expect(refused).toHaveLength(3);
    expect(await room.names('tasks/queue')).toEqual(['T-1.md.invalid', 'invalid-artifacts.jsonl']);
    expect(await room.names('specs/queue')).toEqual(['invalid-artifacts.jsonl', 'junk.md.invalid']);
    expect(refused.find((one) => one.path === `${shown}/link.md`)?.reason).toContain('symbolic link');
    expect(await room.read('tasks/queue/invalid-artifacts.jsonl')).toContain('Created-At');
  });

  it('of a family that the stage may not emit are refused', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/T-1.md`, taskText('T-1'));
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    const { documents, refused } = await run(room, { families: [], node: 'builder' });
    expect(documents).toEqual([]);
    expect(refused.map(({ family }) => family)).toEqual(['task', 'task']);
    expect(refused[0]?.reason).toContain('builder may emit no documents');
    expect(refused[1]?.reason).toContain('if you put it there yourself');
  });

  it('beyond the limit, and two different ones of one id, are refused', async () => {
    const room = await makeRoom();
    for (const id of ['T-1', 'T-2', 'T-3']) await room.drop(`${outbox}/${id}.md`, taskText(id));
    await room.drop('tasks/queue/T-1.md', taskText('T-1', 'Summary: other'));
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    const { documents, refused } = await run(room, { limit: 2 });
    expect(documents.map(({ id }) => id)).toEqual(['T-1', 'T-2']);
    expect(refused.map(({ path }) => path)).toEqual([`${shown}/T-3.md`, 'tasks/queue/T-1.md']);
  });

  it('in a flood are told by some, and the rest by a number; what is valid is taken all the same', async () => {
    const room = await makeRoom();
    for (let at = 0; at < 150; at += 1) await room.drop(`${outbox}/f${at}.md`, '# x\n');
    await room.drop(`${outbox}/z.md`, taskText('z'));
    for (let at = 0; at < 120; at += 1) await room.drop(`tasks/queue/q${at}.md`, taskText(`q${at}`));
    const emissions = await run(room);
    await settleEmissions(room, emissions, request.runId);
    expect(emissions.documents).toHaveLength(50);
    expect(emissions.documents[0]?.id).toBe('z');
    expect(emissions.refused).toHaveLength(50);
    expect(emissions.rest).toMatchObject({ count: 171, found: { length: 71 } });
    expect(await room.names('runs/run-1/refused/task')).toHaveLength(71);
    expect(restText(emissions, 'run-1')).toMatch(
      /^171 more files .* millrace-agents\/runs\/run-1\/outbox.* millrace-agents\/runs\/run-1\/refused/,
    );
    // Nobody takes them for drops later.
    expect((await scanDrops(room, 'names', { restMs: 0 })).found).toEqual([]);
  });

  it('are collected alike by a repeat, and settled once however often', async () => {
    const room = await makeRoom();
    await room.drop(`${outbox}/T-1.md`, taskText('T-1'));
    await room.drop(`${outbox}/bad.md`, 'bad');
    await room.drop('tasks/queue/T-2.md', taskText('T-2'));
    const first = await collectEmissions(room, await emitter(room));
    expect(await collectEmissions(room, await emitter(room))).toEqual(first);
    await settleEmissions(room, first, request.runId);
    const manifest = await room.read('state/mirror_manifest.jsonl');
    await settleEmissions(room, first, request.runId);
    expect(await room.read('state/mirror_manifest.jsonl')).toBe(manifest);
    expect(await room.names('tasks/queue')).toEqual(['T-2.md']);
    expect(await room.names('specs/queue')).toEqual(['bad.md.invalid', 'invalid-artifacts.jsonl']);
  });

  it('are none where there is no outbox, and a link in its place is refused', async () => {
    const room = await makeRoom();
    expect((await run(room)).documents).toEqual([]);
  });

  it.each([
    ['a link to a folder of documents', (room: Room, at: string) => symlink(room.at('tasks/queue'), at)],
    ['a file', (_room: Room, at: string) => writeFile(at, 'x')],
  ])('of an outbox that is %s are none', async (_what, plant) => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await room.drop(`${path.dirname(outbox)}/x`, '');
    await plant(room, room.at(outbox));
    expect((await run(room, { before: await unknownFiles(room) })).documents).toEqual([]);
  });
});
