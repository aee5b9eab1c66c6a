// G16: the files equal what the workflows say; what was damaged is named, and written anew.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Bench, type Ended, until } from '../support/bench.js';
import { holdAgent } from '../support/stages.js';
import { taskText } from '../support/task-text.js';

/** Several commands, each with a worker of its own: the bound only ends what hangs. */
const SNAPSHOT = 'state/runtime_snapshot.json';

let bench: Bench;
const open = (): void => void (bench = new Bench(inject('temporalAddress')));
const close = (): void => bench.close();

interface Answer {
  code: Ended['code'];
  equal: boolean;
  differences: { path: string; expected: string; found: string; remedy?: string }[];
}

async function mirror(what: 'verify' | 'rebuild'): Promise<Answer> {
  const { code, output } = await bench.run('mirror', what, '--json');
  const line = output.split('\n').find((one) => one.startsWith('{')) ?? '{}';
  const { data } = JSON.parse(line) as { data?: Omit<Answer, 'code'> };
  if (data === undefined) throw new Error(`mirror ${what} ended with ${code}: ${output}`);
  return { code, ...data };
}

const snapshot = (): Record<string, unknown> =>
  JSON.parse(readFileSync(bench.file(SNAPSHOT), 'utf8')) as Record<string, unknown>;

/** Where the text is stored that the manifest names for a file. */
function storedText(file: string): string {
  const lines = readFileSync(bench.file('state/mirror_manifest.jsonl'), 'utf8').trim().split('\n');
  const shown = lines.map((line) => JSON.parse(line) as { path: string; sha256?: string });
  const digest = shown.findLast((one) => one.path === file)?.sha256 ?? '';
  return path.join(bench.stateDir(), 'texts', digest.slice(0, 2), digest);
}

describe('after one task is done, one blocked and one waits for another', () => {
  beforeAll(async () => {
    open();
    await bench.withTasks('good', 'stuck');
    writeFileSync(bench.file('tasks/queue/waits.md'), taskText('waits', 'Depends-On:\n- never\n'));
    const nothing = Array<string>(9).fill('BLOCKED');
    bench.script({ 'builder:stuck': nothing, 'troubleshooter:stuck': nothing, 'consultant:stuck': nothing });
    await bench.run('run', '--until', 'idle');
    const places = ['done', 'blocked', 'queue'].map((state) => bench.names(`tasks/${state}`));
    expect(places).toEqual([['good.md'], ['stuck.md'], ['waits.md']]);
  });
  afterAll(close);

  it('they are equal; what is damaged is named, nothing is changed by looking, and a rebuild mends all of it', async () => {
    const { sections: _sections, updated_at: _at, ...before } = snapshot();
    expect(await mirror('verify')).toMatchObject({ code: 0, equal: true, differences: [] });

    const gone = [SNAPSHOT, 'tasks/queue/waits.md', 'state/execution_status.md', 'state/mirror_manifest.jsonl'];
    for (const file of [...gone, 'diagnostics/blocked/task-stuck.json']) rmSync(bench.file(file));
    renameSync(bench.file('tasks/done/good.md'), bench.file('tasks/blocked/good.md'));
    const named = await mirror('verify');
    expect(named).toMatchObject({ code: 1, equal: false });
    const moved = ['tasks/blocked/good.md', 'tasks/done/good.md'];
    const paths = [...gone, 'diagnostics/blocked/task-stuck.json', ...moved];
    expect(named.differences.map((one) => one.path).sort()).toEqual(paths.sort());
    expect(bench.names('tasks/done'), 'G11').toEqual([]);

    expect(await mirror('rebuild')).toMatchObject({ code: 0, equal: true, differences: [] });
    expect(snapshot()).toMatchObject(before);
    expect([bench.names('tasks/done'), bench.names('tasks/blocked')]).toEqual([['good.md'], ['stuck.md']]);
    expect(bench.events('mirror_rebuilt').map(({ data }) => data)).toMatchObject([{ healed: paths.length, left: 0 }]);
  });

  it('a text that is nowhere any more is told with what to do, and holds up nothing else', async () => {
    rmSync(storedText('tasks/queue/waits.md'));
    for (const file of ['tasks/done/good.md', 'tasks/queue/waits.md']) rmSync(bench.file(file));
    const { code, output } = await bench.run('mirror', 'rebuild');
    expect([code, output]).toEqual([1, expect.stringMatching(/waits\.md +task\/waits, which is queued +nothing\n/)]);
    expect(output).toMatch(
      /What to do\n +tasks\/queue\/waits\.md: The text of task\/waits .* Put that very document back/,
    );
    expect(bench.names('tasks/done')).toEqual(['good.md']);
  });
});

describe('elsewhere', () => {
  beforeAll(async () => {
    open();
    await bench.ok('init');
  });
  afterAll(close);

  it('there is nothing to compare before anything has run', async () => {
    const { code, output } = await bench.run('mirror', 'verify');
    expect([code, output]).toEqual([4, expect.stringContaining('knows no work of this workspace')]);
  });

  it('they are equal while a daemon works, which works on', async () => {
    writeFileSync(bench.file('tasks/queue/t1.md'), taskText('t1'));
    bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 4 }] });
    const daemon = bench.start('run', 'daemon');
    const { letGo } = await holdAgent(bench);
    const { code, output } = await bench.run('mirror', 'verify');
    letGo();
    expect([code, output]).toEqual([0, expect.stringMatching(/^Equal: 1 document,/)]);
    await until(() => bench.names('tasks/done').length > 0, 'the task is done');
    daemon.child.kill('SIGTERM');
    await daemon.ended;
  });
});
