// G5, G9: pause, stop and start in every order of length three. The answers are true, and afterwards the work goes on
// with its next stage as if nothing had been said.
import { afterAll, describe, expect, inject, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { Bench, type Started, until } from '../support/bench.js';

type Step = 'pause' | 'stop' | 'start';
const STEPS: Step[] = ['pause', 'stop', 'start'];
const ORDERS = STEPS.flatMap((a) => STEPS.flatMap((b) => STEPS.map((c) => [a, b, c] as const)));
const WHOLE = ['builder task/t1 BUILDER_COMPLETE', 'checker task/t1 CHECKER_PASS', 'updater task/t1 UPDATE_COMPLETE'];

class Operator {
  daemon: Started | null = null;

  constructor(readonly bench: Bench) {}

  async perform(step: Step): Promise<void> {
    if (step === 'start') return this.begin();
    expect((await this.bench.run(step)).code, `${step} is carried out`).toBe(0);
    if (step === 'pause') expect(this.snapshot()).toMatchObject({ pause_sources: ['operator'] });
    if (step === 'stop' && this.daemon !== null) {
      await this.daemon.ended;
      this.daemon = null;
    }
  }

  private async begin(): Promise<void> {
    if (this.daemon !== null) return;
    const before = this.bench.events('runtime_started').length;
    this.daemon = this.bench.start('run', 'daemon');
    await until(() => this.bench.events('runtime_started').length > before, 'the daemon begins');
  }

  snapshot(): unknown {
    return JSON.parse(readFileSync(this.bench.file('state/runtime_snapshot.json'), 'utf8'));
  }

  async finish(): Promise<void> {
    if (this.daemon !== null) {
      await this.bench.run('stop');
      await this.daemon.ended;
    }
    await this.bench.run('resume');
    expect((await this.bench.run('run', '--until', 'idle')).code).toBe(0);
  }
}

describe.concurrent('pause, stop and start in every order of length three', { timeout: 180_000 }, () => {
  const benches: Bench[] = [];
  afterAll(() => benches.forEach((bench) => bench.close()));

  it.each(ORDERS)('%s, %s, %s: every stage runs once, in order, and none is a repair', async (...order) => {
    const bench = await new Bench(inject('temporalAddress')).withTasks('t1');
    benches.push(bench);
    const operator = new Operator(bench);
    for (const step of order) await operator.perform(step);
    await operator.finish();
    expect(bench.stages()).toEqual(WHOLE);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
  });
});
