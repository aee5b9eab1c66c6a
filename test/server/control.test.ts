// G5, G9: pause, stop and start in orders of length three. The answers are true, and afterwards the work goes on
// with its next stage as if nothing had been said. The workers run inside the test, on the real server.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { sendCommand } from '../../worker/commands.js';
import type { ServeEnd } from '../../worker/serve.js';
import { serve } from '../../worker/serve.js';
import type { ServeOptions } from '../../worker/session.js';
import { Bench, until } from '../support/bench.js';
import { HANG_MS } from '../support/hang.js';
import { compileShipped } from '../support/plan.js';
import { IN_LONG } from '../support/tier.js';

type Step = 'pause' | 'stop' | 'start';
const STEPS: Step[] = ['pause', 'stop', 'start'];
const ALL = STEPS.flatMap((a) => STEPS.flatMap((b) => STEPS.map((c) => [a, b, c] as const)));
/** Three in which each step has each place once. The slice of the long tier in CI takes a third of the others, by hand it takes all. */
const isOfThree = (steps: readonly Step[]): boolean => {
  const [a, b, c] = steps.map((step) => STEPS.indexOf(step)) as [number, number, number];
  return b === (a + 1) % 3 && c === (a + 2) % 3;
};
const others = ALL.filter((steps) => !isOfThree(steps));
const SLOW = process.env['MILLRACE_LONG'] === 'slice' ? others.filter((_steps, at) => at % 3 === 0) : ALL;
const ORDERS = IN_LONG ? SLOW : ALL.filter(isOfThree);
const WHOLE = ['builder task/t1 BUILDER_COMPLETE', 'checker task/t1 CHECKER_PASS', 'updater task/t1 UPDATE_COMPLETE'];
const { named, texts, config } = compileShipped();

let bench: Bench;
let daemon: Promise<ServeEnd> | null = null;
afterEach(() => bench.close());

function begin(until: ServeOptions['until']): Promise<ServeEnd> {
  if (config === null) throw new Error('no configuration');
  const never = new AbortController().signal;
  const who = { issuer: 'test', say: () => undefined, leave: never, leaveNow: never };
  return serve({ workspaceDir: bench.workspace, named, texts, config, maxStages: null, until, ...who });
}

async function command(name: 'pause' | 'resume' | 'stop'): Promise<void> {
  const args = { commandId: randomUUID(), issuer: 'test', reason: '' };
  const answer = await sendCommand(bench.workspace, { name, args }, { timeoutMs: HANG_MS, say: () => undefined });
  expect(answer.ok, `${name}: ${answer.text}`).toBe(true);
}

async function perform(step: Step): Promise<void> {
  if (step === 'start') return start();
  await command(step);
  if (step === 'pause') expect(snapshot()['pause_sources']).toEqual(['operator']);
  if (step !== 'stop' || daemon === null) return;
  expect((await daemon).phase).toBe('stopped');
  daemon = null;
}

async function start(): Promise<void> {
  if (daemon !== null) return;
  const before = bench.events('runtime_started').length;
  daemon = begin('stopped');
  await until(() => bench.events('runtime_started').length > before, 'the daemon begins');
}

const snapshot = (): Record<string, unknown> =>
  JSON.parse(readFileSync(bench.file('state/runtime_snapshot.json'), 'utf8')) as Record<string, unknown>;

async function finish(): Promise<void> {
  if (daemon !== null) {
    await command('stop');
    await daemon;
    daemon = null;
  }
  await command('resume');
  expect((await begin('idle')).phase).toBe('idle');
}

describe(`pause, stop and start in ${ORDERS.length} orders of length three`, () => {
  it.each(ORDERS)('%s, %s, %s: every stage runs once, in order, and none is a repair', async (...order) => {
    bench = new Bench(inject('temporalAddress'));
    Object.assign(process.env, bench.env);
    await bench.withTasks('t1');
    for (const step of order) await perform(step);
    await finish();
    expect(bench.stages()).toEqual(WHOLE);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
  });
});
