// The audit while workers are killed by SIGKILL and commands come all the time: every command that was answered is in it once, with the
// answer that was given, and nothing is in it that nobody asked for.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, inject, it } from 'vitest';
import type { AuditLine } from '../../core/audit/line.js';
import { auditChain } from '../../read/audit.js';
import { Bench, type Started, until } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

const ROUNDS = process.env['MILLRACE_LONG'] === 'slice' ? 2 : 12;
/** What does not take an item away, so that there is always something to say it to. */
const COMMANDS = [['pause'], ['resume'], ['retry', 't1'], ['clear-stale-state'], ['cancel', 't9']];

interface Asked {
  issuer: string;
  command: string;
  code: number | null;
  answer: { ok?: boolean; data?: { code?: string; text?: string }; error?: { message?: string } };
}

async function ask(n: number): Promise<Asked> {
  const args = COMMANDS[n % COMMANDS.length] ?? [];
  const issuer = `person-${n}`;
  const { code, output } = await bench.run(...args, '--as', issuer, '--reason', `the ${n}th`, '--json');
  const line = output.split('\n').find((one) => one.startsWith('{')) ?? '{}';
  return { issuer, command: args[0] ?? '', code, answer: JSON.parse(line) as Asked['answer'] };
}

function linesNow(): AuditLine[] {
  const lines: AuditLine[] = [];
  const chain = auditChain(bench.stateDir(), bench.stateDir().split('/').at(-1) ?? '', (line) => lines.push(line));
  expect(chain.fault, 'it is a whole chain').toBeNull();
  return lines;
}

const SENT: Record<string, string> = { retry: 'requeue', 'clear-stale-state': 'clear_stale_state' };

it('has every answered command once, whatever is killed', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 30 }] });
  let worker: Started = bench.start('run', 'daemon');
  await until(() => bench.events('stage_started').length > 0, 'it works');
  const asked: Asked[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = asked.length;
    const commands = Array.from({ length: COMMANDS.length }, (_, n) => ask(first + n));
    await sleep(300 + 170 * round);
    worker.child.kill('SIGKILL');
    await worker.ended;
    worker = bench.start('run', 'daemon');
    asked.push(...(await Promise.all(commands)));
  }
  const last = await bench.run('pause', '--as', 'the last one', '--json');
  expect(last.code).toBe(0);

  const lines = linesNow();
  const byIssuer = new Map(asked.map((one) => [one.issuer, one]));
  const raced = lines.filter(({ who }) => byIssuer.has(who.issuer));
  expect(new Set(raced.map(({ who }) => who.issuer)).size, 'none twice').toBe(raced.length);
  for (const { who, what, answer } of raced) {
    const { command, answer: told } = byIssuer.get(who.issuer) ?? { command: '', answer: {} };
    expect(what.command).toBe(SENT[command] ?? command);
    if (told.data?.text !== undefined) expect(told.data.text).toContain(answer.text);
  }
  const answered = asked.filter(({ answer }) => answer.data?.code !== undefined);
  expect(answered.length, 'some were answered').toBeGreaterThan(0);
  expect(
    answered.map(({ issuer }) => issuer).filter((issuer) => raced.every(({ who }) => who.issuer !== issuer)),
  ).toEqual([]);
  // What else is there are workers that began, documents that were dropped, and the ground that was accepted.
  const others = new Set(lines.filter((line) => !raced.includes(line)).map(({ what }) => what.command));
  expect([...others].filter((name) => !['accept', 'begin', 'enqueue', 'pause'].includes(name))).toEqual([]);
  expect(new Set(lines.map(({ what }) => what.id)).size, 'no command twice').toBe(lines.length);
  worker.child.kill('SIGKILL');
  await worker.ended;
});
