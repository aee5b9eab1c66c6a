// G16: the files equal what the workflows say; what was damaged is named, and written anew.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { taskText } from '../support/task-text.js';
import { Bench, type Ended, until } from '../support/bench.js';

let bench: Bench;
beforeEach(() => void (bench = new Bench(inject('temporalAddress'))));
afterEach(() => bench.close());

interface Answer {
  equal: boolean;
  differences: { path: string; expected: string; found: string; remedy?: string }[];
  healed?: unknown[];
}

async function mirror(what: 'verify' | 'rebuild'): Promise<Answer & { code: Ended['code'] }> {
  const { code, output } = await bench.run('mirror', what, '--json');
  const line = output.split('\n').find((one) => one.startsWith('{'));
  expect(line, output).toBeDefined();
  return { code, ...(JSON.parse(line ?? '') as { data: Answer }).data };
}

const pathsOf = (answer: Answer): string[] => [...new Set(answer.differences.map((one) => one.path))].sort();

/** One task done, one blocked, one that waits for another; then the worker leaves. */
async function story(): Promise<void> {
  await bench.withTasks('good', 'stuck');
  writeFileSync(bench.file('tasks/queue/waits.md'), taskText('waits', 'Depends-On:\n- never\n'));
  bench.script({
    'builder:stuck': Array<string>(9).fill('BLOCKED'),
    'troubleshooter:stuck': Array<string>(9).fill('BLOCKED'),
    'consultant:stuck': Array<string>(9).fill('BLOCKED'),
  });
  await bench.run('run', '--until', 'idle');
  expect([bench.names('tasks/done'), bench.names('tasks/blocked'), bench.names('tasks/queue')]).toEqual([
    ...[['good.md'], ['stuck.md'], ['waits.md']],
  ]);
}

describe('mirror', () => {
  it('names everything that was damaged, changes nothing, and heals all of it', async () => {
    await story();
    const snapshot = 'state/runtime_snapshot.json';
    const before = JSON.parse(readFileSync(bench.file(snapshot), 'utf8')) as Record<string, unknown>;
    expect(await mirror('verify')).toMatchObject({ code: 0, equal: true, differences: [] });

    const gone = [
      ...[snapshot, 'tasks/queue/waits.md', 'state/execution_status.md', 'state/mirror_manifest.jsonl'],
      'diagnostics/blocked/task-stuck.json',
    ];
    for (const file of gone) rmSync(bench.file(file));
    renameSync(bench.file('tasks/done/good.md'), bench.file('tasks/blocked/good.md'));
    const named = await mirror('verify');
    expect(named).toMatchObject({ code: 1, equal: false });
    expect(pathsOf(named)).toEqual([...gone, 'tasks/blocked/good.md', 'tasks/done/good.md'].sort());
    expect(bench.names('tasks/done'), 'G11: looking changes nothing').toEqual([]);
    expect((await bench.run('mirror', 'verify')).output).toMatch(
      /tasks\/queue\/waits\.md +task\/waits, which is queued +nothing/,
    );

    expect(await mirror('rebuild')).toMatchObject({ code: 0, equal: true, differences: [] });
    expect(await mirror('verify')).toMatchObject({ code: 0, equal: true });
    const {
      sections: _sections,
      updated_at: _at,
      ...after
    } = JSON.parse(readFileSync(bench.file(snapshot), 'utf8')) as typeof before;
    expect(before).toMatchObject(after);
    expect(after).toMatchObject({ last_terminal_result: 'BLOCKED', execution_status_marker: '### BLOCKED' });
    expect(bench.names('tasks/done')).toEqual(['good.md']);
    expect(bench.names('tasks/blocked')).toEqual(['stuck.md']);
    expect(bench.events('mirror_rebuilt').map(({ data }) => data)).toMatchObject([
      { healed: named.differences.length, left: 0 },
    ]);
  });

  it('reports a text that is nowhere any more, and heals the rest', async () => {
    await story();
    for (const file of ['tasks/done/good.md', 'tasks/queue/waits.md']) rmSync(bench.file(file));
    const digest = lostDigest('tasks/queue/waits.md');
    rmSync(path.join(bench.stateDir(), 'texts', digest.slice(0, 2), digest));
    const { code, differences } = await mirror('rebuild');
    expect(code).toBe(1);
    expect(differences).toMatchObject([
      { path: 'tasks/queue/waits.md', remedy: expect.stringContaining('task/waits') as string },
    ]);
    expect(bench.names('tasks/done')).toEqual(['good.md']);
  });

  it('says equal while a daemon works, and lets it work on', async () => {
    await bench.withTasks('t1');
    bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 8 }] });
    const daemon = bench.start('run', 'daemon');
    await until(() => bench.events('stage_started').length > 0, 'the builder starts');
    expect(await mirror('verify')).toMatchObject({ code: 0, equal: true });
    await until(() => bench.names('tasks/done').length > 0, 'the task is done');
    daemon.child.kill('SIGTERM');
    await daemon.ended;
  });

  it('has nothing to compare before anything was asked of the workspace', async () => {
    await bench.ok('init');
    const { code, output } = await bench.run('mirror', 'verify');
    expect([code, output]).toEqual([4, expect.stringContaining('knows no work of this workspace yet')]);
  });

  it('says that there is no server where none runs', async () => {
    bench.useEmbedded();
    await bench.ok('init');
    expect((await bench.run('mirror', 'rebuild')).code).toBe(6);
  });
});

/** As the manifest names it. */
function lostDigest(file: string): string {
  const lines = readFileSync(bench.file('state/mirror_manifest.jsonl'), 'utf8').trim().split('\n');
  const shown = lines
    .map((line) => JSON.parse(line) as { path: string; sha256: string })
    .findLast((one) => one.path === file);
  return shown?.sha256 ?? '';
}
