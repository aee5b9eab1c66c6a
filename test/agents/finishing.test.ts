// Once a stage's result is decided nothing that its agent left can fail it: what lies on its desk, what its copies for people are
// called, what stands in their way.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { showDesk } from '../../activities/stage/show-desk.js';
import { runStage } from '../../activities/stage/run.js';
import { runContext } from '../../agents/context.js';
import { fillEarlier } from '../../agents/desk/earlier.js';
import { makeDesk } from '../../agents/desk/make.js';
import { removeDesk } from '../../agents/desk/remove.js';
import { writeShown } from '../../agents/desk/shown.js';
import { shownName } from '../../agents/desk/sources.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { forgetOutput, runAgent } from '../../agents/run-stage.js';
import { SCRIPT_VARIABLE } from '../../agents/scripted/adapter.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { FolderGone } from '../../disk/anchor.js';
import { noteLeaving, takeLeavings, unlessInTheWay } from '../../disk/leavings.js';
import { movedEvents } from '../../disk/mirror/events.js';
import { putText } from '../../disk/store/texts.js';
import { movedNotes } from '../../read/moved.js';
import { collected, makeRoom, type Room, specText } from '../files/room.js';
import { LEFT_BEHIND, NAMES_OF_255_BYTES } from '../support/left-behind.js';
import { stageRequest } from '../support/stage-request.js';
import { makeStand, shRunner } from './stand.js';
import { inPlace } from '../support/in-place.js';

const outsideOf = (room: Room): string => {
  const victim = path.join(room.workspace, '../victim');
  mkdirSync(victim, { recursive: true });
  writeFileSync(path.join(victim, 'file'), 'precious');
  return victim;
};

test('a stage that is finished again ends as it did, whatever lies on its desk, and the desk goes', async () => {
  const room = await makeRoom();
  const victim = outsideOf(room);
  const requestId = `request-${process.pid}-finishing`;
  const instructions = await putText(room.state, 'Do it.\n');
  const sha256 = await putText(room.state, specText('T-1', 'manual'));
  const item = { family: 'task', id: 'T-1', root: 'backlog', sha256 };
  const request = stageRequest({ requestId, runner: 'scripted', instructions, item, timeoutSeconds: 60 });
  const script = path.join(room.state, 'script.json');
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ repeat: true }] } }));
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], [SCRIPT_VARIABLE]: script };
  const around = { dirs: room, config: DEFAULT_RUNNER_CONFIG, env, signal: new AbortController().signal };
  const finish = () => runStage({ request, mirror: null }, { ...around, beat: () => undefined });
  const first = await finish();
  expect(first).toMatchObject({ outcome: 'BUILDER_COMPLETE' });
  for (const [what, leave] of Object.entries(LEFT_BEHIND)) {
    const desk = room.at(`desk/${requestId}`);
    mkdirSync(path.join(desk, 'tree'), { recursive: true });
    leave(path.join(desk, 'tree'), victim);
    chmodSync(desk, 0);
    expect(await finish(), what).toEqual(first);
    expect(existsSync(room.at('desk')), what).toBe(false);
  }
  expect(readFileSync(path.join(victim, 'file'), 'utf8')).toBe('precious');
});

const NAMES: Readonly<Record<string, string[]>> = {
  ...Object.fromEntries(
    Object.entries(NAMES_OF_255_BYTES).map(([kind, name]) => [
      `names of ours with 255 bytes (${kind})`,
      [longest(name, 'x'), longest(name, 'y')],
    ]),
  ),
  'a file and a folder that are shown under one name': ['runner_x/f', 'agent_runner_x'],
  'names with ends of lines and dashes': ['runner_\n', '-rf', ' ', 'runner_x/\u202e'],
};

/** One of the runtime's own names, as long as a name may be. */
function longest(name: string, end: string): string {
  const characters = [...`runner_${name}`];
  while (Buffer.byteLength(characters.join('')) > 254) characters.pop();
  return characters.join('') + end;
}

async function desks(room: Room, one: Partial<StageRunRequest>, leave: (desk: string) => void): Promise<void> {
  const request = stageRequest(one);
  const desk = room.at(`desk/${request.requestId}`);
  const journal = path.join(room.state, 'run', request.requestId);
  mkdirSync(journal, { recursive: true });
  makeDesk(desk, journal, (earlier) => fillEarlier(earlier, room.state, request, []));
  leave(desk);
  const { kept } = await collected(room, request);
  showDesk(room, kept, { documents: [], refused: [], taken: [] });
  await removeDesk(inPlace(room.workspace), request.requestId);
  expect(existsSync(room.at('desk'))).toBe(false);
}

const put = (desk: string, file: string): void => {
  mkdirSync(path.dirname(path.join(desk, file)), { recursive: true });
  writeFileSync(path.join(desk, file), `${file}\n`);
};

test.each(Object.entries(NAMES))('%s are shown, and given to the stage after it', async (_what, names) => {
  const room = await makeRoom();
  await desks(room, { requestId: 'request-1' }, (desk) => names.forEach((name) => put(desk, name)));
  let seen: string[] = [];
  await desks(room, { requestId: 'request-2', stageNumber: 2 }, (desk) => {
    seen = readdirSync(path.join(desk, 'earlier/01-builder'));
  });
  const tops = [...new Set(names.map((name) => shownName(name).split('/')[0] ?? ''))];
  expect(seen.sort()).toEqual(tops.sort());
  const shown = await room.names(`runs/${stageRequest().runId}`);
  expect(shown).toEqual(expect.arrayContaining(tops));
});

test('without a shorter name it would be none: what the defence is for', async () => {
  const room = await makeRoom();
  const name = longest(NAMES_OF_255_BYTES.multibyte, 'x');
  expect(Buffer.byteLength(name)).toBe(255);
  expect(() => writeFileSync(room.at(`agent_${name}`), '')).toThrow(/ENAMETOOLONG/);
  expect(Buffer.byteLength(shownName(name))).toBeLessThanOrEqual(255);
});

test.each(Object.entries(NAMES_OF_255_BYTES))(
  'a folder of one stage gives way to a file of the next (%s)',
  async (_kind, name) => {
    const room = await makeRoom();
    await desks(room, { requestId: 'request-1' }, (desk) => put(desk, `${name}/f`));
    await desks(room, { requestId: 'request-2', stageNumber: 2 }, (desk) => put(desk, name));
    const run = `runs/${stageRequest().runId}`;
    expect(readFileSync(room.at(`${run}/${name}`), 'utf8')).toBe(`${name}\n`);
    expect((await room.names(run)).filter((one) => one.endsWith('.foreign'))).toHaveLength(1);
  },
);

test('of folders without number some are looked into, and the rest is said', async () => {
  const room = await makeRoom();
  const request = stageRequest({ requestId: 'request-1' });
  for (let n = 0; n < 1200; n += 1) mkdirSync(room.at(`desk/request-1/d${n}/e`), { recursive: true });
  await room.drop('desk/request-1/report.md', 'mine');
  const { kept } = await collected(room, request);
  expect(kept.files.map((one) => one.path)).toEqual(['report.md']);
  // Every one of the first five hundred holds one more.
  expect(kept.leftOut.at(-1)).toEqual({ path: '.', reason: expect.stringContaining('700 more folders') });
  expect(kept.leftOut).toHaveLength(1);
});

test('what cannot be shown or removed is said in the events and the notes, for as long as it is so', async () => {
  const room = await makeRoom();
  takeLeavings('/');
  const name = `runs/run-1/${'a'.repeat(300)}`;
  expect(writeShown(room.workspace, name, 'x')).toEqual([]);
  await room.drop('desk/.rest.1/x', 'x');
  noteLeaving({ path: room.at('desk/.rest.1'), not: 'removed', reason: 'EBUSY' });
  noteLeaving({ path: path.join(room.state, 'tmp/gone'), not: 'removed', reason: 'EBUSY' });
  await room.apply();
  expect(movedEvents(room)).toEqual([]);
  const notes = movedNotes(room.workspace).join('\n');
  expect(notes).toMatch(/millrace-agents\/desk\/\.rest\.1, left by a stage, could not be removed \(EBUSY\)/);
  expect(notes).toMatch(/a could not be shown \(ENAMETOOLONG\)/);
  expect(notes).not.toContain('tmp/gone');
});

test('only what lies there is passed over: a machine that lacks something, and a workspace that is gone, are not', () => {
  const passed: string[] = [];
  const tried = (error: unknown): unknown =>
    unlessInTheWay(
      () => {
        throw error;
      },
      (reason) => passed.push(reason),
    );
  const coded = (code: string): Error => Object.assign(new Error(code), { code });
  for (const code of ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENOMEM']) expect(() => tried(coded(code))).toThrow(code);
  expect(() => tried(new FolderGone('/w'))).toThrow(FolderGone);
  expect(() => tried(new Error('a mistake of ours'))).toThrow('a mistake of ours');
  for (const code of ['ENAMETOOLONG', 'EACCES', 'ENOTEMPTY', 'ELOOP', 'EBUSY']) expect(tried(coded(code))).toBeNull();
  expect(passed).toHaveLength(5);
});

test.each(Object.entries(LEFT_BEHIND))(
  '%s among the temporary files keeps no raw output once the outcome is decided',
  async (_what, leave) => {
    const stand = makeStand();
    const request = stand.request();
    const deps = stand.deps({ adapters: [shRunner('echo said; echo oops >&2')] });
    const { tmpDir, stdoutFile, stderrFile, lastMessageFile } = runContext(request, deps, stand.journal().dir);
    const raw = [stdoutFile, stderrFile, lastMessageFile];
    const victim = path.join(stand.workspaceDir, '../victim');
    mkdirSync(victim);
    writeFileSync(path.join(victim, 'file'), 'precious');
    mkdirSync(path.join(tmpDir, 'tree'), { recursive: true });
    leave(path.join(tmpDir, 'tree'), victim);
    const forget = (): Promise<void> => forgetOutput(stand.stateDir, request.requestId);
    const result = await runAgent(request, deps);
    await forget();
    expect([...raw, tmpDir].filter((one) => existsSync(one))).toEqual([]);
    // A worker that was killed after the result was stored left them; the next one has the result, and clears up.
    for (const one of raw.slice(0, 2)) writeFileSync(one, 'raw');
    symlinkSync(path.join(victim, 'file'), lastMessageFile);
    mkdirSync(tmpDir);
    expect(await runAgent(request, deps)).toEqual(result);
    await forget();
    expect([...raw, tmpDir].filter((one) => existsSync(one))).toEqual([]);
    expect(readFileSync(path.join(victim, 'file'), 'utf8')).toBe('precious');
  },
);
