// The list of workspaces that are served together, through its commands, and who may have an agent at work on this machine.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openJournal } from '../../agents/host/journal.js';
import { bootId, identityOf } from '../../disk/identity.js';
import type { Context } from '../../cli/context.js';
import { failed, sentencesOf } from '../../cli/errors.js';
import { listedState, unservedNeeds } from '../../cli/listed-state.js';
import { silenceNeeds } from '../../read/server-silence.js';
import { enlist, lastBeat } from '../../worker/fleet/roster.js';
import { sharing } from '../../worker/server/shared.js';
import { keepSilence } from '../../worker/server-silence.js';
import { keep, pauseAfter } from '../../cli/all/keeper.js';
import { serveOne } from '../../cli/all/serve-one.js';
import { turnstile } from '../../cli/all/turnstile.js';
import type { Voice } from '../../cli/run/voice.js';
import { createLayout } from '../../disk/layout.js';
import { changeList, type Listed, listFile, readList } from '../../worker/all/list.js';
import { keepTroubles, troubleOf } from '../../worker/all/trouble.js';
import { gateOf } from '../../worker/places/gate.js';
import { readLimits } from '../../worker/places/limits.js';
import { placesFor } from '../../worker/places/own.js';
import { placesFolder, ticketsIn } from '../../worker/places/tickets.js';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-listed-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const listed = (id: string, more: Partial<Listed> = {}): Listed => ({
  ...{ id, folder: `/work/${id}`, host: 'here', paused: null, ...more },
});

it('changes that come at once all count', async () => {
  const ids = ['c', 'a', 'b', 'e', 'd'];
  await Promise.all(ids.map((id) => changeList(home, (list) => [...list, listed(id)])));
  expect(readList(home).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it.each([
  '',
  '{',
  '[]',
  '{"workspaces":[{"id":"../x"}]}',
  '{"workspaces":[{"id":"a","folder":"x","host":"h","paused":null}]}',
])('a list that is none is told, and not overwritten: %s', async (text) => {
  writeFileSync(listFile(home), text);
  expect(() => readList(home)).toThrow(/is not a list of workspaces/);
  await expect(changeList(home, (list) => [...list, listed('a')])).rejects.toThrow(/is not a list/);
  expect(readFileSync(listFile(home), 'utf8')).toBe(text);
});

it('a trouble counts while the process lives that tells it', () => {
  mkdirSync(path.join(home, '.all'));
  keepTroubles(home, new Map([['a', { since: 'now', text: 'it is gone' }]]));
  expect(troubleOf(home, 'a')?.text).toBe('it is gone');
  expect(troubleOf(home, 'constructor')).toBeNull();
  const file = path.join(home, '.all', 'troubles.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"startTime":"\d+"/, '"startTime":"1"'));
  expect(troubleOf(home, 'a')).toBeNull();
});

const over = new AbortController().signal;
const keeping = (serve: Parameters<typeof keep>[1]['serve']) => ({
  ...{ host: 'here', leave: over, leaveNow: over, serve },
  stopped: vi.fn(() => Promise.resolve()),
  trouble: vi.fn(),
});
const untilAborted = (signal: AbortSignal): Promise<'left'> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve('left'), { once: true }));

it('a workspace is served until it is paused, again when it is resumed, and left when it is taken off', async () => {
  const serve = vi.fn((_one: Listed, { leave }: { leave: AbortSignal }) => untilAborted(leave));
  const kept = keep(listed('a'), keeping(serve));
  const paused = { since: '', by: '', reason: '', now: true };
  await expect.poll(() => serve.mock.calls.length).toBe(1);
  kept.tell(listed('a', { paused }));
  await expect.poll(() => serve.mock.calls[0]?.[1].leave.aborted).toBe(true);
  kept.tell(listed('a'));
  await expect.poll(() => serve.mock.calls.length).toBe(2);
  kept.tell(null);
  await kept.done;
  expect(serve).toHaveBeenCalledTimes(2);
});

it('what is wrong is told, and it is tried again later, or as soon as the list says something new', async () => {
  const serve = vi
    .fn()
    .mockRejectedValueOnce(failed('disk', 'no disk'))
    .mockImplementation((_one: Listed, { leave }: { leave: AbortSignal }) => untilAborted(leave));
  const deps = keeping(serve);
  const kept = keep(listed('a'), deps);
  await expect.poll(() => deps.trouble.mock.calls.at(-1)).toEqual(['a', 'no disk']);
  kept.tell(listed('a'));
  await expect.poll(() => serve.mock.calls.length).toBe(2);
  kept.tell(null);
  await kept.done;
  expect([0, 1, 2, 3, 4, 5, 6, 50].map(pauseAfter)).toEqual([2000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
});

it('one that was told to stop itself is written down as paused; one of another host is not served', async () => {
  const deps = keeping(vi.fn(() => Promise.resolve('stopped' as const)));
  const kept = keep(listed('a'), deps);
  await expect.poll(() => deps.stopped.mock.calls.length).toBe(1);
  kept.tell(null);
  await kept.done;
  const serve = vi.fn();
  const other = keeping(serve);
  const away = keep(listed('b', { host: 'there' }), other);
  await expect.poll(() => other.trouble.mock.calls.at(-1)?.[1]).toMatch(/host there/);
  away.tell(null);
  await away.done;
  expect(serve).not.toHaveBeenCalled();
});

it('lets so many begin at once, the next when one is through, has had its time, or leaves', async () => {
  const gate = turnstile(1, 50);
  const first = await gate(over);
  let second = false;
  const waiting = gate(over).then((pass) => {
    second = true;
    return pass;
  });
  first();
  first();
  const pass = await waiting;
  expect(second).toBe(true);
  await gate(over);
  pass();
});

const limit = (text: string): void => writeFileSync(path.join(home, 'machine.toml'), text);
const asking = (workspace: string, request: string, signal = over) => ({
  ...{ request: { workspace, request, runner: 'scripted' }, signal, say: () => undefined },
});

it('no file is no limit; a strange one is refused with what it may say', () => {
  expect(readLimits(home)).toEqual({ agents: null, runners: new Map() });
  for (const text of ['[agents', '[agents]\nmost = 0', '[agent]\nmost = 1', '[agents.runners]\nx = "2"']) {
    limit(text);
    expect(() => readLimits(home), text).toThrow(/machine\.toml.*For example/s);
  }
  limit('[agents]\nmost = 3\n[agents.runners]\nscripted = 2\n');
  expect(readLimits(home)).toEqual({ agents: 3, runners: new Map([['scripted', 2]]) });
});

it('a stage waits until there is a place, and one that is cancelled waits no longer', async () => {
  limit('[agents]\nmost = 1\n');
  const leave = await gateOf(home).enter(asking('a', 'r1'));
  const cancelled = new AbortController();
  const gone = gateOf(home).enter(asking('b', 'r2', cancelled.signal));
  let came = false;
  const next = gateOf(home)
    .enter(asking('c', 'r3'))
    .then((leaveToo) => {
      came = true;
      return leaveToo;
    });
  await expect.poll(() => ticketsIn(home).length).toBe(3);
  cancelled.abort();
  (await gone)();
  expect(ticketsIn(home).filter(({ hasPlace }) => hasPlace)).toHaveLength(1);
  expect(came).toBe(false);
  leave();
  (await next)();
  expect(ticketsIn(home)).toEqual([]);
});

it('what a dead worker held is free, in the eyes of every other process', async () => {
  limit('[agents]\nmost = 1\n');
  const other = spawn('sleep', ['60']);
  mkdirSync(placesFolder(home), { recursive: true });
  const ticket = { workspace: 'a', request: 'r1', runner: 'x', since: 1, hasPlace: true };
  const process = identityOf(other.pid ?? 0);
  writeFileSync(path.join(placesFolder(home), 'a~r1.json'), JSON.stringify({ ...ticket, process }));
  let came = false;
  const next = gateOf(home)
    .enter(asking('b', 'r2'))
    .then((leave) => {
      came = true;
      leave();
    });
  await expect.poll(() => ticketsIn(home).length).toBe(2);
  expect(came).toBe(false);
  other.kill('SIGKILL');
  await next;
});

it('a process that serves many has places of its own where nobody says how many, by cores and memory', async () => {
  const gigabytes = (count: number): number => count * 2 ** 30;
  expect(placesFor(2, gigabytes(24))).toBe(4);
  expect(placesFor(16, gigabytes(64))).toBe(32);
  expect(placesFor(16, gigabytes(6))).toBe(6);
  expect(placesFor(1, gigabytes(0.5))).toBe(1);
  const gate = gateOf(home, 1);
  const leave = await gate.enter(asking('a', 'r1'));
  const came: string[] = [];
  const next = (workspace: string, request: string) =>
    gate.enter(asking(workspace, request)).then((leaveToo) => {
      came.push(request);
      return leaveToo;
    });
  const [second, third] = [next('a', 'r2'), next('b', 'r3')];
  await new Promise((resolve) => setImmediate(resolve));
  expect(came).toEqual([]);
  leave();
  (await second)();
  (await third)();
  expect(came).toEqual(['r2', 'r3']);
  expect(existsSync(placesFolder(home))).toBe(false);
});

it('an agent that works on after its workspace was left keeps its place, and has it again when its stage comes back', async () => {
  const gate = gateOf(home, 1);
  const host = spawn('sleep', ['60']);
  const leave = await gate.enter(asking('a', 'r1'));
  const { dir, doneDir } = openJournal(path.join(home, 'a'), 'r1');
  const pid = host.pid ?? 0;
  const claim = { pid, stat: readFileSync(`/proc/${pid}/stat`, 'utf8'), boot: bootId() };
  writeFileSync(path.join(dir, 'claim-1'), JSON.stringify(claim));
  leave();
  let came = false;
  const other = gate.enter(asking('b', 'r2')).then((leaveToo) => {
    came = true;
    return leaveToo;
  });
  (await gate.enter(asking('a', 'r1')))();
  await new Promise((resolve) => setImmediate(resolve));
  expect(came).toBe(false);
  writeFileSync(path.join(doneDir, 'r1'), '');
  (await other)();
  host.kill('SIGKILL');
});

it('a pause, and why it is not served, are told for one workspace, too', async () => {
  const paused = { since: '2026-01-01T00:00:00Z', by: 'ada', reason: 'the night is over', now: false };
  await changeList(home, () => [listed('a'), listed('b', { paused })]);
  mkdirSync(path.join(home, '.all'));
  const trouble = { since: '2026-01-01T00:00:00Z', text: 'its folder is gone' };
  keepTroubles(
    home,
    new Map([
      ['a', trouble],
      ['b', trouble],
    ]),
  );
  expect(await listedState('a', home)).toEqual({ host: 'here', paused: null, trouble });
  expect(await listedState('b', home)).toEqual({ host: 'here', paused, trouble: null });
  expect(await listedState('c', home)).toBeNull();
  const state = await listedState('a', home);
  expect(unservedNeeds('a', state, true)).toEqual([]);
  expect(unservedNeeds('a', state, false)).toMatchObject([{ kind: 'not_served', severity: 'critical' }]);
  writeFileSync(listFile(home), '{');
  expect(await listedState('a', home)).toBeNull();
});

it('a server that does not answer is told while a worker waits for it', () => {
  const keep = keepSilence(home);
  expect(silenceNeeds(home, true)).toEqual([]);
  keep('127.0.0.1:7233');
  const [need] = silenceNeeds(home, true);
  expect(need).toMatchObject({ kind: 'server_down', name: '127.0.0.1:7233' });
  keep('127.0.0.1:7233');
  expect(silenceNeeds(home, true)).toEqual([need]);
  expect(silenceNeeds(home, false)).toEqual([]);
  keep(null);
  expect(silenceNeeds(home, true)).toEqual([]);
});

it('who serves many beats once for all of them', () => {
  const says = { role: 'serve', stays: true, endures: true, build: 'b', all: true } as const;
  const whole = enlist(path.join(home, '.all'), { ...says, all: false });
  const one = enlist(path.join(home, 'a'), says);
  const file = (folder: string): string =>
    path.join(home, folder, 'workers', readdirSync(path.join(home, folder, 'workers'))[0] ?? '');
  const [past, later] = [new Date(1_000_000), new Date(2_000_000)];
  utimesSync(file('a'), past, past);
  utimesSync(file('.all'), later, later);
  expect(lastBeat(path.join(home, 'a'), one.record)).toBe(2_000_000);
  one.leave();
  expect(lastBeat(path.join(home, 'a'), one.record)).toBe(0);
  whole.leave();
});

it('what is shared is made once, ended with the last that leaves, and made again after that, or where it failed', async () => {
  const ended: number[] = [];
  let made = 0;
  const use = sharing<number>((one) => Promise.resolve(void ended.push(one)));
  const make = vi.fn(() => Promise.resolve((made += 1)));
  const [one, two] = await Promise.all([use('a', make), use('a', make)]);
  expect([one.it, two.it]).toEqual([1, 1]);
  await one.leave();
  await one.leave();
  expect(ended).toEqual([]);
  await two.leave();
  expect(ended).toEqual([1]);
  await expect(use('a', () => Promise.reject(new Error('no server')))).rejects.toThrow('no server');
  expect((await use('a', make)).it).toBe(2);
});

it('one that was moved is told with where it is now, and one that is gone with what to do', async () => {
  const [gone, now] = [path.join(home, 'gone'), path.join(home, 'elsewhere')];
  mkdirSync(now);
  await createLayout(now, '2026-01-01T00:00:00Z', 'a');
  mkdirSync(path.join(home, 'a'));
  const voice = { say: () => undefined, record: () => undefined, keep: () => undefined } as unknown as Voice;
  const context = { env: { MILLRACE_STATE_HOME: home } } as unknown as Context;
  const serving = { leave: over, leaveNow: over, voice, monitor: 'none', detached: true, onServes: () => undefined };
  const why = (): Promise<string> =>
    serveOne(context, listed('a', { folder: gone }), serving as unknown as Parameters<typeof serveOne>[2]).then(
      () => 'served',
      sentencesOf,
    );
  expect(await why()).toMatch(/gone is no workspace any more\..*`millrace workspaces remove a`/s);
  writeFileSync(
    path.join(home, 'a', 'folder.json'),
    JSON.stringify({ schema: 1, id: 'a', created_at: 'x', path: now, dev: 1, ino: 1 }),
  );
  expect(await why()).toMatch(/moved to .*elsewhere.*`millrace workspaces add .*elsewhere`/s);
});
