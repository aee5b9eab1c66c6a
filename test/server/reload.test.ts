// A configuration that is read again: what runs finishes on its plan, what starts after it takes the new one, and one
// that does not compile changes nothing. The real server, the built command line.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, inject } from 'vitest';
import { Bench } from '../support/bench.js';
import { holdAgent } from '../support/stages.js';
import { slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

/** What the stages of an item were told. */
function prompts(item: string): string[] {
  const runs = bench.events('work_item_claimed').filter(({ data }) => data['work_item'] === `task/${item}`);
  return runs.flatMap(({ data }) => {
    const folder = bench.file(`runs/${String(data['run_id'])}`);
    const files = readdirSync(folder).filter((name) => name.startsWith('runner_prompt.'));
    return files.map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
  });
}

describe('config reload', () => {
  slow('while a stage runs: its item finishes on its plan, the next one runs on the new one', async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
    bench.script({ 'builder:t1': [{ marker: 'BUILDER_COMPLETE', sleep: 4 }] });
    const daemon = bench.start('run', '--until', 'idle');
    const { letGo } = await holdAgent(bench);

    const toml = bench.file('millrace.toml');
    const before = readFileSync(toml, 'utf8');
    writeFileSync(toml, `${before}\n[stages.checker]\nmodle = "typo"\n`);
    const broken = await bench.run('config', 'reload');
    expect(broken).toMatchObject({ code: 1, output: expect.stringContaining('modle') as string });
    expect(bench.events('runtime_config_reloaded')).toEqual([]);

    writeFileSync(toml, `${before}\n[stages.checker]\ntimeout_seconds = 4321\n`);
    const unknown = await bench.run('config', 'reload');
    expect(unknown).toMatchObject({ code: 20, output: expect.stringContaining('millrace trust') as string });
    expect((await bench.run('status', '--check')).output, 'the worker goes on').toMatch(/ground +changed since it was/);
    expect(await bench.ok('config', 'reload', '--accept', '--reason', 'a better checker')).toMatch(
      /is active\. t1 finishes on/,
    );
    expect(await bench.ok('reload-config')).toContain('is active already');

    letGo();
    expect((await daemon.ended).code).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md']);
    expect(prompts('t1').filter((text) => text.includes('Timeout: 4321 seconds'))).toEqual([]);
    expect(prompts('t2').filter((text) => text.includes('Timeout: 4321 seconds'))).toHaveLength(1);
    expect(bench.events('runtime_config_reloaded')).toHaveLength(1);
  });
});
