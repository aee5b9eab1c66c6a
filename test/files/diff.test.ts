// What stages changed, as the command line tells it: of whom it is asked, what is recorded of a stage, and how long it is kept.
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingOf } from '../../activities/stage/recording.js';
import { workspaceGround } from '../../activities/trees/ground.js';
import { changedBefore } from '../../activities/stage/changed-before.js';
import { putCheckpointSettings } from '../../activities/checkpoint-settings.js';
import { listCheckpoints } from '../../checkpoints/list.js';
import { checkpointPlace } from '../../checkpoints/place.js';
import { isChanges } from '../../core/contracts/changes-form.js';
import { noteChanges, readChanges } from '../../disk/store/stage-changes.js';
import { isDue, letGo } from '../../worker/old-checkpoints.js';
import { stageRequest } from '../support/stage-request.js';
import { apart, around, at, catchAll, count, dirs, put, run, shared, stage } from './diff-stand.js';

catchAll();

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
    expect((await run('diff', 's1')).text).toMatch(/root s1, with all below it: 1 file/);
    expect((await run('diff', 'backlog')).text).toMatch(/all work of no root: /);
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
    ['an id and a span', ['t1', '--since', '24h'], 2],
    ['a time that is none', ['--since', 'yesterday'], 2],
    ['a cursor that the feed has not come to', ['--since', '9999'], 2],
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
    await recordingOf(await workspaceGround(dirs), request, around())?.begin();
    put('half.txt', 'half of the work\n');
    const again = recordingOf(await workspaceGround(dirs), request, around());
    await again?.begin();
    put('half.txt', 'half of the work\nand the rest\n');
    await again?.end();
    expect((await again?.changes())?.changes).toMatchObject({ files: 1, added: 2 });
    // And for one that finds the agent at its end already.
    const third = recordingOf(await workspaceGround(dirs), request, around());
    expect((await third?.changes())?.changes).toMatchObject({ files: 1, added: 2 });
  });

  it('is left by whoever leaves, whatever git waits for, and taken up by who comes next', async () => {
    const leave = new AbortController();
    const request = stageRequest();
    await recordingOf(await workspaceGround(dirs), request, around())?.begin();
    const repository = path.join(dirs.state, 'checkpoints');
    renameSync(path.join(repository, 'HEAD'), path.join(repository, 'HEAD.kept'));
    execFileSync('mkfifo', [path.join(repository, 'HEAD')]);
    put('more.txt', 'more\n');
    const waits = recordingOf(await workspaceGround(dirs), request, around(leave.signal))?.changes();
    setTimeout(() => leave.abort(new Error('the worker leaves')), 300);
    await expect(waits).rejects.toThrow('the worker leaves');
    renameSync(path.join(repository, 'HEAD.kept'), path.join(repository, 'HEAD'));
    const next = await recordingOf(await workspaceGround(dirs), request, around())?.changes();
    expect(next?.changes).toMatchObject({ files: 1, added: 1 });
  });

  it('a beginning that would be taken anew hides half of the work: the test above can fail', async () => {
    await recordingOf(await workspaceGround(dirs), stageRequest(), around())?.begin();
    put('half.txt', 'half of the work\n');
    const other = recordingOf(await workspaceGround(dirs), stageRequest({ attempt: 2 }), around());
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
    expect(recordingOf(await workspaceGround(dirs), stageRequest({ plane: 'learning' }), around())).toBeNull();
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
    const told = await changedBefore(
      dirs,
      checkpointPlace(dirs),
      stageRequest({ item, runId: 'run-t2', requestId: 'request-9' }),
    );
    expect(told.whole.files?.map((one) => one.path)).toEqual(['b.txt']);
    expect(told.last).toMatchObject({ node: 'builder', files: [{ path: 'b.txt' }] });
    const closing = { item: { ...item, family: 'spec', id: 'backlog' }, closure: { round: 1 }, runId: 'run-x' };
    const judged = await changedBefore(
      dirs,
      checkpointPlace(dirs),
      stageRequest({ ...closing, requestId: 'request-9' }),
    );
    expect(judged).toMatchObject({
      whose: 'Root',
      last: null,
      whole: { files: [{ path: 'a.txt' }, { path: 'b.txt' }] },
    });
  });
});

describe('asked without an id', () => {
  apart();
  const names = async () => (await run('diff', '--name-only')).text;
  const judge = () =>
    stage('arbiter', 'r', () => undefined, {
      ...{ runId: `run-judge-${count}`, item: { family: 'spec', id: 'r', root: 'r', sha256: 'a'.repeat(64) } },
      closure: { round: 1 },
    });

  it('shows what the last run that changed anything did, also behind the run of an Arbiter', async () => {
    await stage('builder', 't1', () => put('a.txt', 'a\n'));
    await stage('builder', 't2', () => put('b.txt', 'b\n'));
    await stage('checker', 't2', () => undefined);
    await judge();
    expect(await names()).toBe('b.txt\n');
    await stage('checker', 't3', () => undefined);
    await judge();
    expect(await names()).toBe('b.txt\n');
    await stage('builder', 't4', () => put('c.txt', 'c\n'));
    expect(await names()).toBe('c.txt\n');
  });

  it('shows nothing where no run changed anything', async () => {
    await stage('checker', 't1', () => undefined);
    await judge();
    expect(await names()).toBe('');
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
    // What is left says what it does not know.
    expect(readChanges(dirs.state).map(({ id, stage: number }) => [id, number])).toEqual([
      ['open', 2],
      ['open', 3],
    ]);
    expect((await run('diff', 'over')).code).toBe(4);
    expect(await run('diff', 'open', '--stage', '3', '--name-only')).toEqual({ code: 0, text: 'open-3\n' });
  });

  it('go by hand as they go by themselves, a run in its first stage apart', async () => {
    put('millrace-agents/tasks/queue/waits.md', '# waits\n');
    for (const id of ['over', 'waits', 'last']) await stage('builder', id, () => put(`${id}-${count}`, 'text\n'));
    await recordingOf(
      await workspaceGround(dirs),
      stageRequest({ runId: 'run-first', stageNumber: 1 }),
      around(),
    )?.begin();
    expect((await run('checkpoints', 'prune', '--days', '0')).text).toMatch(/^Let go of 4 checkpoints; 3 stay\./);
    expect((await listCheckpoints(checkpointPlace(dirs))).map(({ name }) => name)).toEqual([
      'runs/run-waits/2-1/before',
      'runs/run-waits/2-1/after',
      'runs/run-first/1-1/before',
    ]);
    expect(readChanges(dirs.state).map(({ id }) => id)).toEqual(['waits', 'last']);
    expect((await stage('builder', 'next', () => put('mine', 'x\n'))).foreign).toBeUndefined();
  });
});
