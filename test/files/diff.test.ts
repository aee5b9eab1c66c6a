// What stages changed, as the command line tells it and gives it back: of whom it is asked, and what files and names may hold.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordingOf } from '../../activities/stage/recording.js';
import { changedBefore } from '../../activities/stage/changed-before.js';
import { putCheckpointSettings } from '../../activities/checkpoint-settings.js';
import { listCheckpoints } from '../../checkpoints/list.js';
import { showPatch } from '../../checkpoints/patch.js';
import { checkpointPlace } from '../../checkpoints/place.js';
import { main } from '../../cli/program.js';
import { isChanges } from '../../core/contracts/changes-form.js';
import type { StageChanges } from '../../core/contracts/checkpoints.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { createLayout } from '../../disk/layout.js';
import { noteChanges, readChanges } from '../../disk/store/stage-changes.js';
import { isDue, letGo } from '../../worker/old-checkpoints.js';
import { stageRequest } from '../support/stage-request.js';
import { FORGED, hostileText } from './hostile.js';

let root: string;
let dirs: Dirs;
let said: string;
let count: number;
const around = (signal = new AbortController().signal) => ({ signal, beat: () => undefined });

async function open(): Promise<void> {
  root = mkdtempSync(path.join(os.tmpdir(), 'millrace-diff-'));
  mkdirSync(path.join(root, 'ws'));
  const { id } = await createLayout(path.join(root, 'ws'), '2026-01-01T00:00:00Z', '0a1b2c3d');
  dirs = { workspace: path.join(root, 'ws'), state: path.join(root, 'home', id) };
  mkdirSync(dirs.state, { recursive: true, mode: 0o700 });
  count = 0;
}
const close = (): void => rmSync(root, { recursive: true, force: true });

/** One tree for all tests of a group, which only look; else each has its own. */
const shared = (fill: () => Promise<unknown>): void => {
  beforeAll(async () => {
    await open();
    await fill();
  });
  afterAll(close);
};
const apart = (fill: () => Promise<unknown> = () => Promise.resolve()): void => {
  beforeEach(async () => {
    await open();
    await fill();
  });
  afterEach(close);
};

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text: unknown, ...more: unknown[]) => {
      said += String(text);
      (more.find((one) => typeof one === 'function') as ((error: null) => void) | undefined)?.(null);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  said = '';
  vi.stubEnv('MILLRACE_STATE_HOME', path.join(root, 'home'));
  process.exitCode = undefined;
  const code = await main(['-w', dirs.workspace, ...args]);
  return { code, text: said };
}

const at = (name: string): string => path.join(dirs.workspace, name);
const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};

/** A stage of an item that does this to the tree. */
async function stage(
  node: string,
  id: string,
  work: () => void,
  told: Partial<StageRunRequest> = {},
): Promise<StageChanges> {
  count += 1;
  const request = stageRequest({
    ...{ node, requestId: `request-${count}`, runId: `run-${id}`, stageNumber: count },
    item: { family: 'task', id, root: 'backlog', sha256: 'a'.repeat(64) },
    ...told,
  });
  const recording = await recordingOf(dirs, request, around());
  if (recording === null) throw new Error('nothing is recorded');
  await recording.begin();
  work();
  await recording.end();
  const { changes } = await recording.changes();
  const { requestId, runId, stageNumber, attempt, item } = request;
  const { family, root: lineage } = item;
  const where = {
    request: requestId,
    run: runId,
    node,
    stage: stageNumber,
    attempt,
    family,
    id: item.id,
    root: lineage,
  };
  await noteChanges(dirs, { ...where, at: '2026-01-01T00:00:00Z', changes });
  return changes;
}

describe('who is asked', () => {
  shared(async () => {
    put('a.txt', 'one\n');
    await stage('builder', 't1', () => put('src/a.js', 'a\n'));
    await stage('checker', 't1', () => undefined);
    put('mine.txt', 'of a person\n');
    await stage('builder', 't2', () => put('a.txt', 'two\n'));
    const item = { family: 'spec', id: 's1', root: 's1', sha256: 'a'.repeat(64) };
    await stage('planner', 's1', () => put('plan.md', 'x\n'), { item });
  });

  it.each([
    ['an item', ['t1'], 'src/a.js\n'],
    ['the beginning of a run', ['run-t2'], 'a.txt\n'],
    ['a stage by its name', ['t1', '--stage', 'builder'], 'src/a.js\n'],
    ['a stage by its number', ['run-t1', '--stage', '2'], ''],
    ['a root: all below it, without the work of people', ['backlog'], 'src/a.js\na.txt\n'],
    ['a root that is an item too', ['s1'], 'plan.md\n'],
    ['its spec alone', ['s1', '--family', 'spec'], 'plan.md\n'],
    ['nobody: since the last run began', [], 'plan.md\n'],
  ])('%s', async (_what, args, names) => {
    expect(await run('diff', ...args, '--name-only')).toEqual({ code: 0, text: names });
  });

  it('is told what was changed, file by file and in all', async () => {
    expect((await run('diff', 't2', '--stat')).text).toBe('task/t2: 1 file, +1 −1\n  M  a.txt  +1 −1\n');
    expect((await run('diff', 't2')).text).toMatch(/^task\/t2: 1 file, \+1 −1\n\ndiff --git [^]*\n-one\n\+two\n$/);
    expect((await run('diff', 'backlog')).text).toMatch(/\n-- run-t1: builder, checker, .*[^]*\n-- run-t2: builder, /);
    const { data } = JSON.parse((await run('diff', 'backlog', '--json')).text) as { data: unknown };
    expect(data).toMatchObject({ what: 'root', files: 2, added: 2, removed: 1, unknown: [] });
  });

  it.each([
    ['an id that nobody has', ['t9'], 4],
    ['several', ['t'], 2],
    ['a stage that there was not', ['t1', '--stage', 'arbiter'], 4],
    ['a stage of nobody', ['--stage', 'builder'], 2],
    ['an id and a time', ['t1', '--since', 'last'], 2],
    ['a path', ['../t1'], 2],
  ])('is refused: %s', async (_what, args, code) => {
    expect((await run('diff', ...args)).code).toBe(code);
  });

  it('is told that a record is not kept any more', async () => {
    rmSync(path.join(dirs.state, 'checkpoints'), { recursive: true });
    const { code, text } = await run('diff', 't1');
    expect([code, text]).toEqual([1, expect.stringContaining('keep_days')]);
  });
});

async function lookAt(): Promise<{ findings: { code: string; level: string }[] }> {
  const { text } = await run('doctor', '--json');
  return (JSON.parse(text) as { data: { findings: { code: string; level: string }[] } }).data;
}

describe('the record', () => {
  apart();

  it('takes the beginning of a stage once, also for who takes the stage up again', async () => {
    const request = stageRequest();
    await (await recordingOf(dirs, request, around()))?.begin();
    put('half.txt', 'half of the work\n');
    const again = await recordingOf(dirs, request, around());
    await again?.begin();
    put('half.txt', 'half of the work\nand the rest\n');
    await again?.end();
    expect((await again?.changes())?.changes).toMatchObject({ files: 1, added: 2 });
    // And for one that finds the agent at its end already.
    const third = await recordingOf(dirs, request, around());
    expect((await third?.changes())?.changes).toMatchObject({ files: 1, added: 2 });
  });

  it('is left by whoever leaves, whatever git waits for, and taken up by who comes next', async () => {
    const leave = new AbortController();
    const request = stageRequest();
    await (await recordingOf(dirs, request, around()))?.begin();
    const repository = path.join(dirs.state, 'checkpoints');
    renameSync(path.join(repository, 'HEAD'), path.join(repository, 'HEAD.kept'));
    execFileSync('mkfifo', [path.join(repository, 'HEAD')]);
    put('more.txt', 'more\n');
    const waits = (await recordingOf(dirs, request, around(leave.signal)))?.changes();
    setTimeout(() => leave.abort(new Error('the worker leaves')), 300);
    await expect(waits).rejects.toThrow('the worker leaves');
    renameSync(path.join(repository, 'HEAD.kept'), path.join(repository, 'HEAD'));
    const next = await (await recordingOf(dirs, request, around()))?.changes();
    expect(next?.changes).toMatchObject({ files: 1, added: 1 });
  });

  it('a beginning that would be taken anew hides half of the work: the test above can fail', async () => {
    await (await recordingOf(dirs, stageRequest(), around()))?.begin();
    put('half.txt', 'half of the work\n');
    const other = await recordingOf(dirs, stageRequest({ attempt: 2 }), around());
    await other?.begin();
    await other?.end();
    expect((await other?.changes())?.changes).toMatchObject({ files: 0 });
  });

  it('counts what a person did between two stages, and begins from there', async () => {
    await stage('builder', 't1', () => put('a.txt', 'a\n'));
    put('mine.txt', 'x\n');
    rmSync(at('a.txt'));
    const changes = await stage('checker', 't1', () => put('b.txt', 'b\n'));
    expect(changes).toMatchObject({ foreign: 2, files: 1, added: 1, removed: 0 });
    expect(await stage('updater', 't1', () => undefined)).not.toHaveProperty('foreign');
  });

  it('says why there is none, and fails nothing', async () => {
    writeFileSync(path.join(dirs.state, 'checkpoints'), 'no folder\n');
    const changes = await stage('builder', 't1', () => put('a.txt', 'a\n'));
    expect(changes).toMatchObject({ before: null, after: null, files: 0, problem: expect.any(String) });
    expect(isChanges(changes)).toBe(true);
    const { findings } = await lookAt();
    expect(findings.find(({ code }) => code === 'changes_unknown')?.level).toBe('warning');
    expect((await run('diff', 't1')).text).toMatch(
      /^task\/t1: not known\nnot known: what builder of run-t1 changed: ./,
    );
  });

  it('is kept of no stage that works beside the others', async () => {
    expect(await recordingOf(dirs, stageRequest({ plane: 'learning' }), around())).toBeNull();
  });

  it('passes over torn lines and notes a stage once', async () => {
    await stage('builder', 't1', () => put('a.txt', 'a\n'));
    writeFileSync(path.join(dirs.state, 'changes.jsonl'), '{"request":\n', { flag: 'a' });
    const [first] = readChanges(dirs.state);
    if (first !== undefined) await noteChanges(dirs, first);
    await stage('checker', 't1', () => undefined);
    expect(readChanges(dirs.state).map(({ node }) => node)).toEqual(['builder', 'checker']);
  });

  it('tells the next stage of its task and of the stage before it, and of nobody else', async () => {
    await stage('builder', 't1', () => put('a.txt', 'a\n'));
    await stage('builder', 't2', () => put('b.txt', 'b\n'));
    put('mine.txt', 'x\n');
    const item = { family: 'task', id: 't2', root: 'backlog', sha256: 'a'.repeat(64) };
    const told = await changedBefore(dirs, stageRequest({ item, runId: 'run-t2', requestId: 'request-9' }));
    expect(told?.whole.files?.map((one) => one.path)).toEqual(['b.txt']);
    expect(told?.last).toMatchObject({ node: 'builder', files: [{ path: 'b.txt' }] });
    const closing = { item: { ...item, family: 'spec', id: 'backlog' }, closure: { round: 1 }, runId: 'run-x' };
    const judged = await changedBefore(dirs, stageRequest({ ...closing, requestId: 'request-9' }));
    expect(judged).toMatchObject({
      whose: 'Root',
      last: null,
      whole: { files: [{ path: 'a.txt' }, { path: 'b.txt' }] },
    });
  });
});

describe('what files and names hold reaches no terminal as it is', () => {
  const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
  const isInert = (text: string): boolean =>
    text.split('\n').every((line) => !RAW.test(line) && !line.trimStart().startsWith(FORGED));
  const ways = [['t1'], ['t1', '--stat'], ['t1', '--name-only'], ['t1', '--json'], []];

  shared(async () => {
    await stage('builder', 't1', () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const text = hostileText(seed);
        put(`${text.replaceAll('\0', '').replaceAll('/', '').slice(0, 50)}.txt`, `${text}\n\ttabbed\tline\n`);
      }
    });
  });

  it.each(ways)('as %j %j %j', async (...args) => {
    const { code, text } = await run('diff', ...args.filter(Boolean));
    expect([code, isInert(text)]).toEqual([0, true]);
    expect(text).toContain('txt');
  });

  it('on a terminal only our own styles are obeyed, also in a pager', async () => {
    const wasTerminal = process.stdout.isTTY;
    const page = path.join(root, 'page');
    try {
      process.stdout.isTTY = true;
      vi.stubEnv('NO_COLOR', '');
      vi.stubEnv('TERM', 'xterm');
      vi.stubEnv('PAGER', `cat > ${page}`);
      await run('diff', 't1');
      const paged = readFileSync(page, 'utf8');
      vi.stubEnv('PAGER', path.join(root, 'no-such-pager'));
      const { text } = await run('diff', 't1');
      for (const one of [paged, text]) {
        expect(one).toContain('\u001b[32m+');
        // eslint-disable-next-line no-control-regex -- our own styles
        expect(isInert(one.replace(/\u001b\[(?:0|1|2|31|32)m/g, ''))).toBe(true);
      }
    } finally {
      process.stdout.isTTY = wasTerminal;
    }
  });

  it('the same patch as git gives it steers it: the tests above can fail', async () => {
    const [one] = readChanges(dirs.state);
    let raw = '';
    const { before, after } = one?.changes ?? { before: null, after: null };
    await showPatch(
      checkpointPlace(dirs),
      before ?? '',
      after ?? '',
      {},
      (part) => void (raw += String(Buffer.from(part))),
    );
    expect(isInert(raw)).toBe(false);
  });
});

describe('restore', () => {
  apart(async () => {
    put('a.txt', 'one\n');
    put('gone.txt', 'was there\n');
    await stage('builder', 't1', () => {
      put('a.txt', 'two\n');
      rmSync(at('gone.txt'));
      put('folder/new.txt', 'new\n');
    });
  });

  it('gives back what an item changed and removed, before and after', async () => {
    expect((await run('restore', 't1', '--before', '--yes', '--', 'a.txt', 'gone.txt')).code).toBe(0);
    expect([readFileSync(at('a.txt'), 'utf8'), readFileSync(at('gone.txt'), 'utf8')]).toEqual(['one\n', 'was there\n']);
    expect((await run('restore', 't1', '--after', '--yes', '--', 'a.txt')).text).toBe('restored a.txt\n');
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('two\n');
  });

  it('writes over nothing that is in no record, unless it is forced to', async () => {
    put('a.txt', 'mine, and nowhere else\n');
    const { code, text } = await run('restore', 't1', '--before', '--yes', '--', 'a.txt');
    expect([code, text]).toEqual([1, expect.stringContaining('--force')]);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('mine, and nowhere else\n');
    expect((await run('restore', 't1', '--before', '--yes', '--force', '--', 'a.txt')).code).toBe(0);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one\n');
  });

  it.each([
    ['a path out of the tree', '../outside.txt'],
    ['an absolute one', '/etc/hostname'],
    ['what was not there then', 'never.txt'],
    ['a file of the runtime', 'millrace-agents/millrace.toml'],
  ])('refuses %s', async (_what, name) => {
    expect((await run('restore', 't1', '--after', '--yes', '--', name)).code).toBe(1);
    expect(existsSync(path.join(root, 'outside.txt'))).toBe(false);
  });

  it('follows no link that stands in the way', async () => {
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    rmSync(at('folder'), { recursive: true });
    symlinkSync(outside, at('folder'));
    expect((await run('restore', 't1', '--after', '--yes', '--force', '--', 'folder/new.txt')).code).toBe(1);
    expect(existsSync(path.join(outside, 'new.txt'))).toBe(false);
  });

  it('asks, and where nobody can be asked it says how', async () => {
    const { code, text } = await run('restore', 't1', '--before', '--', 'a.txt');
    expect([code, text]).toEqual([1, expect.stringContaining('--yes')]);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('two\n');
    expect((await run('restore', 't1', '--', 'a.txt')).code).toBe(2);
    expect((await run('restore', 't1', '--before', '--after', '--', 'a.txt')).code).toBe(2);
  });

  it('takes away what was not there, when that is wanted', async () => {
    const asked = await run('restore', 't1', '--before', '--', 'folder/new.txt', 'a.txt');
    expect([asked.code, asked.text]).toEqual([1, expect.stringContaining('write 1 file and remove 1')]);
    expect(existsSync(at('folder/new.txt'))).toBe(true);
    expect(await run('restore', 't1', '--before', '--yes', '--', 'folder/new.txt')).toEqual({
      ...{ code: 0, text: 'removed folder/new.txt\n' },
    });
    expect(existsSync(at('folder'))).toBe(false);
    expect((await run('restore', 't1', '--after', '--yes', '--', '.')).code).toBe(0);
    expect([existsSync(at('folder/new.txt')), existsSync(at('gone.txt'))]).toEqual([true, false]);
  });

  it('says of a folder what of it could not be restored, and restores the rest', async () => {
    await putCheckpointSettings(dirs.state, { keep_days: 14, max_file_mb: 1 });
    put('folder/big', 'x'.repeat(2_000_000));
    await stage('checker', 't2', () => put('folder/new.txt', 'newer\n'));
    put('folder/big', 'y'.repeat(2_000_001));
    const { code, text } = await run('restore', 't2', '--before', '--yes', '--', 'folder');
    expect(code).toBe(1);
    expect(text).toMatch(/^not restored: folder\/big was not recorded: .*\nrestored folder\/new.txt\n$/);
    expect(readFileSync(at('folder/new.txt'), 'utf8')).toBe('new\n');
  });

  it('changes nothing under the hands of an agent at work', async () => {
    const running = { state: 'running', node: 'builder', family: 'task', id: 't1', runId: 'run-t1' };
    mkdirSync(at('millrace-agents/state'), { recursive: true });
    writeFileSync(at('millrace-agents/state/runtime_snapshot.json'), JSON.stringify({ run: running }));
    const { code, text } = await run('restore', 't1', '--before', '--yes', '--', 'a.txt');
    expect([code, text]).toEqual([5, expect.stringContaining('millrace pause')]);
  });
});

describe('old checkpoints', () => {
  apart();

  it('go when their days are over, but for the last stage of work that is not at its end', async () => {
    put('millrace-agents/tasks/blocked/open.md', '# open\n');
    await putCheckpointSettings(dirs.state, { keep_days: 3, max_file_mb: 50 });
    for (const id of ['over', 'open', 'open']) await stage('builder', id, () => put(`${id}-${count}`, 'text\n'));
    const names = async () => (await listCheckpoints(checkpointPlace(dirs))).map(({ name }) => name).sort();
    const all = await names();
    expect(all).toHaveLength(6);
    await letGo(dirs, Date.now() + 2 * 86_400_000);
    expect(await names()).toEqual(all);
    await letGo(dirs, Date.now() + 4 * 86_400_000);
    expect([isDue(dirs.state, 0), isDue(dirs.state, 3_599_999), isDue(dirs.state, 3_600_000)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(isDue(dirs.state, 3_700_000), 'the next one an hour later').toBe(false);
    expect(await names()).toEqual([`runs/run-open/${count}-1/after`, `runs/run-open/${count}-1/before`]);
  });
});
