// G5, G16: a server that lost its data: the workspace goes on from its files, and nothing runs twice.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { Bench, until } from '../support/bench.js';
import { claims } from '../support/stages.js';
import { slow } from '../support/tier.js';

let bench: Bench;
afterEach(async () => {
  await bench.run('server', 'stop', '--force');
  bench.close();
});

const IDS = ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10'];

async function open(outcomes: Parameters<Bench['script']>[0], ...ids: string[]): Promise<Bench> {
  bench = await new Bench('').useEmbedded().withTasks(...ids);
  bench.script(outcomes);
  return bench;
}

const server = (): { pid: number; dbFile: string } =>
  JSON.parse(readFileSync(path.join(bench.stateHome, 'server', 'server.json'), 'utf8')) as never;

function loseData(): void {
  const folder = path.join(bench.stateHome, 'server');
  for (const name of readdirSync(folder)) if (name.includes('.db')) rmSync(path.join(folder, name));
}

describe('the database deleted in the middle of ten tasks', () => {
  slow('while no worker is there: the next one goes on, all ten end done, every agent started once', async () => {
    await open({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 1 }] }, ...IDS);
    const first = bench.start('run', '--until', 'idle');
    await until(() => bench.events('stage_started').length >= 8, 'the third task runs');
    first.child.kill('SIGKILL');
    await first.ended;
    await bench.ok('server', 'stop', '--force');
    loseData();
    const { code, output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('started again from its files');
    expect(code).toBe(0);
    expect(bench.names('tasks/done')).toHaveLength(10);
    expect(bench.stages()).toHaveLength(30);
    expect(claims(bench)).toEqual(Array.from({ length: 30 }, () => 1));
  });

  slow('while a worker serves: it begins anew by itself', async () => {
    await open({ checker: [{ marker: 'CHECKER_PASS', sleep: 1 }] }, ...IDS);
    const worker = bench.start('run', '--until', 'idle');
    await until(() => bench.events('stage_started').length >= 5, 'the second task runs');
    process.kill(server().pid, 'SIGKILL');
    loseData();
    const { code, output } = await worker.ended;
    expect(output).toContain('started again from its files');
    expect(code).toBe(0);
    expect(bench.names('tasks/done')).toHaveLength(10);
    expect(claims(bench)).toEqual(Array.from({ length: 30 }, () => 1));
  });
});
