// What we keep in the state home is for its user alone, whatever mask the worker has, and what an older build left open is closed.
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putPlan } from '../../disk/store/plans.js';
import { putRunnerSettings } from '../../activities/runner-settings.js';
import { putText } from '../../disk/store/texts.js';
import { holding } from '../../disk/store/lock.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { openJournal } from '../../agents/host/journal.js';
import { takeRoom } from '../../agents/room.js';
import { lookAtState } from '../../cli/doctor/state.js';
import { closeHome, openPlaces } from '../../worker/private-home.js';
import { acceptGround } from '../../worker/ground/accept.js';
import { tryLease } from '../../worker/fleet/lease.js';
import { appendLog } from '../../worker/log.js';
import { enlist } from '../../worker/fleet/roster.js';
import { withLock } from '../../worker/server/lock.js';
import { compileShipped } from '../support/plan.js';

let home: string;
let mask: number;
let said: string[];
beforeEach(() => {
  home = path.join(fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'millrace-modes-')), 'home');
  mask = process.umask(0);
  said = [];
});
afterEach(() => {
  process.umask(mask);
  fs.rmSync(path.dirname(home), { recursive: true, force: true });
});

const state = (): string => path.join(home, 'ws-1');
const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;
/** Whether or not somebody could reach them. */
const loose = () =>
  fs
    .readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => (fs.lstatSync(path.join(home, name)).mode & 0o077) !== 0);
const open = () => [...openPlaces(home, state())].filter((place) => place !== null);

it('nothing that a worker leaves there is open to others under the mask 000', async () => {
  const member = enlist(state(), { role: 'serve', stays: true, endures: true, build: 'b' });
  const tried = tryLease(state(), member.record);
  if (tried.kind === 'held') tried.lease.begun(1);
  const { named } = compileShipped('');
  await putPlan(state(), named);
  await putText(state(), 'a text');
  await putRunnerSettings(state(), DEFAULT_RUNNER_CONFIG);
  await acceptGround(
    state(),
    new Map([['millrace.toml', Buffer.from('')]]),
    {
      at: '2026-01-01T00:00:00Z',
      by: 'a',
      how: 'run',
    } as never,
    { programs: {}, senders: {} },
  );
  await holding(path.join(state(), 'mirror.lock'), 'x', async () => expect(loose()).toEqual([]));
  const journal = openJournal(state(), 'request-1');
  takeRoom({ stateDir: state(), workspaceDir: os.tmpdir(), journalDir: journal.dir });
  appendLog(path.join(state(), 'worker.log'), { at: '', level: 'INFO', message: 'm' });
  await withLock(
    state(),
    'lock',
    () => undefined,
    async () => undefined,
  );
  expect(loose()).toEqual([]);
  expect(modeOf(home)).toBe(0o700);
  expect(fs.readdirSync(state()).length).toBeGreaterThan(8);
});

it('what an older build left open is closed when a worker starts, and nothing else is touched', async () => {
  const victim = path.join(path.dirname(home), 'victim');
  for (const folder of ['ws-1/texts/ab', 'server', 'bin', 'of-others'])
    fs.mkdirSync(path.join(home, folder), { recursive: true });
  const files = ['ws-1/texts/ab/x', 'ws-1/worker.log', 'server/temporal.db', 'bin/temporal', 'of-others/file'];
  for (const file of files) fs.writeFileSync(path.join(home, file), 'x');
  fs.chmodSync(path.join(home, 'bin/temporal'), 0o777);
  fs.writeFileSync(victim, 'x');
  fs.symlinkSync(victim, path.join(state(), 'link'));
  const [found] = await lookAtState(path.dirname(home), 'ws-1', { MILLRACE_STATE_HOME: home });
  expect(found).toMatchObject({
    level: 'warning',
    code: 'state_open',
    remedy: expect.stringContaining('millrace run'),
  });
  await closeHome(home, state(), (line) => void said.push(line));
  expect(said.join()).toMatch(/could look into our state in .*: 10 files and folders are closed/);
  expect([home, state(), path.join(home, 'server')].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
  expect(files.map((file) => modeOf(path.join(home, file)))).toEqual(
    [0o600, 0o600, 0o600, 0o700, 0o666].map((mode) => mode),
  );
  expect(modeOf(victim)).toBe(0o666);
  const [after] = await lookAtState(path.dirname(home), 'ws-1', { MILLRACE_STATE_HOME: home });
  expect(after).toMatchObject({ level: 'ok' });
});

it('a folder that is shared or holds all that is the user’s is not closed', async () => {
  fs.mkdirSync(home);
  fs.chmodSync(home, 0o1777);
  await closeHome(home, state(), (line) => void said.push(line));
  expect(fs.statSync(home).mode & 0o7777).toBe(0o1777);
});

it('the tree of a root is closed, and the work in it keeps the rights that it has', async () => {
  const script = path.join(state(), 'trees', 'root-1', 'bin', 'build.sh');
  fs.mkdirSync(path.dirname(script), { recursive: true });
  fs.writeFileSync(script, '', { mode: 0o755 });
  await closeHome(home, state(), (line) => void said.push(line));
  expect(modeOf(path.join(state(), 'trees', 'root-1'))).toBe(0o700);
  expect(modeOf(script)).toBe(0o755);
  expect(open()).toEqual([]);
});

it('what lies in a closed folder nobody could look into, and nothing is said of it', async () => {
  process.umask(0o022);
  const object = path.join(state(), 'trees', 'root-1', '.git', 'objects', 'ab');
  fs.mkdirSync(object, { recursive: true });
  fs.chmodSync(home, 0o700);
  const look = () => lookAtState(path.dirname(home), 'ws-1', { MILLRACE_STATE_HOME: home });
  await closeHome(home, state(), (line) => void said.push(line));
  expect([said, modeOf(object)]).toEqual([[], 0o755]);
  expect((await look())[0]).toMatchObject({ level: 'ok' });
  // Shared: what counts is the folder below.
  fs.chmodSync(home, 0o1777);
  fs.chmodSync(state(), 0o700);
  await closeHome(home, state(), (line) => void said.push(line));
  expect(said).toEqual([]);
  fs.chmodSync(state(), 0o755);
  await closeHome(home, state(), (line) => void said.push(line));
  expect(said.join()).toMatch(/could look into our state in .*: 3 files and folders are closed/);
  expect([modeOf(state()), modeOf(path.join(state(), 'trees', 'root-1'))]).toEqual([0o700, 0o700]);
});
