// G2, G4, G5: a worker is killed between a result with a fault of form and its second chance, and during that. The stage is asked
// once more all the same, exactly once, and no command is needed.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, vi } from 'vitest';
import { journalFiles } from '../../core/contracts/paths.js';
import { isAlive } from '../../disk/identity.js';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { claims, WHOLE } from '../support/stages.js';
import { slow } from '../support/tier.js';

// Three workers begin, one after the other.
vi.setConfig({ testTimeout: 240_000 });

let bench: Bench;
afterEach(() => bench.close());

slow(
  'a worker killed at the second chance of a stage, before and during it: it is asked exactly once more',
  async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1');
    const again = { marker: 'BUILDER_COMPLETE', sleep: 6, tokens: 7 };
    bench.script({ builder: [{ raw: 'I forgot the marker.', tokens: 100, again }] });
    const first = bench.start('run', '--until', 'idle');
    const { data } = await until(() => bench.events('stage_started')[0], 'the builder starts');
    const journal = path.join(bench.stateDir(), 'run', String(data['request_id']));
    await until(() => existsSync(path.join(journal, journalFiles.decided)), 'its result is decided');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = bench.start('run', '--until', 'idle');
    await until(() => bench.events('stage_asked_again').length > 0, 'it is asked once more');
    await until(() => bench.events('stage_started').length > 1, 'its second attempt starts');
    const { agent } = await runningAgent(bench);
    second.child.kill('SIGKILL');
    await second.ended;
    expect(isAlive(agent), 'the agent outlives its worker').toBe(true);

    expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(bench.events('stage_asked_again')).toMatchObject([{ data: { failure_class: 'missing_terminal_result' } }]);
    expect(claims(bench), 'one host for each request').toEqual([1, 1, 1, 1]);
    expect(readdirSync(path.join(bench.stateDir(), 'run')), 'one more agent').toHaveLength(WHOLE.length + 1);
    const { output: shown } = await bench.run('runs', 'show', String(data['run_id']));
    expect(shown).toMatch(/asked once more[\s\S]*builder: .*no legal marker/);
    const { output: ledger } = await bench.run('usage', '--json');
    expect(ledger).toContain('127');
  },
);
