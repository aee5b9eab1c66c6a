// Being told survives kill -9 of the worker: each attention arrives once, whatever the receiver did meanwhile, and work goes on beside it.
import { appendFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, inject } from 'vitest';
import { hangs, receiver, refuses, takes } from '../files/notify-stand.js';
import { Bench, type Started, until } from '../support/bench.js';
import { slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

async function killed(worker: Started): Promise<void> {
  worker.child.kill('SIGKILL');
  await worker.ended;
}

slow(
  'each attention once, none lost: over kills, a receiver that hangs, one that fails, and one that is back',
  async () => {
    const phone = await receiver(hangs);
    bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
    const rule = [
      '[[notify]]',
      'name = "phone"',
      `webhook = "${phone.url}"`,
      'timeout_seconds = 3',
      'retry_seconds = 0.2',
    ];
    const asks = ['[stages.checker.capabilities]', '"runner.invoke" = "approval_required"'];
    appendFileSync(bench.file('millrace.toml'), `\n${[...asks, ...rule].join('\n')}\n`);
    await bench.ok('trust', '--accept');
    bench.script({});

    // It asks, and the receiver never answers: work has gone on to the question all the same.
    const first = bench.start('run', 'daemon');
    await until(() => phone.got.length > 0, 'the question is on its way');
    expect(bench.stages()).toEqual(['builder task/t1 BUILDER_COMPLETE']);
    await killed(first);

    // The next worker finds one that refuses, and a second cause.
    phone.now(refuses);
    writeFileSync(bench.file('tasks/queue/bad.md'), 'no task at all');
    const second = bench.start('run', 'daemon');
    const tried = (): Set<string> => new Set(phone.got.map(({ body }) => JSON.parse(body).attention.kind as string));
    await until(() => tried().size === 2 && phone.got.length > 3, 'both were tried');
    expect(phone.taken()).toEqual([]);
    await killed(second);

    phone.now(takes);
    const third = bench.start('run', 'daemon');
    await until(() => phone.taken().length === 2, 'both arrive');
    // What it says to do can be pasted.
    const { actions } = JSON.parse(phone.got[0]?.body ?? '').attention;
    await bench.ok(...String(actions[0]).split(' ').slice(1));
    await until(() => bench.stages().length > 1, 'work goes on');
    third.child.kill('SIGINT');
    await third.ended;

    const arrived = phone.got.filter(({ headers }) => phone.taken().includes(String(headers['millrace-delivery'])));
    const byCause = new Map(
      arrived.map(({ body, headers }) => [JSON.parse(body).attention.id, headers['millrace-delivery']]),
    );
    const kinds = [...byCause.keys()].map((id: string) => id.slice(0, id.lastIndexOf('-')));
    expect(kinds.sort().slice(0, 2)).toEqual(['approval_pending', 'input_quarantined']);
    expect(byCause.size, 'one delivery for each cause').toBe(new Set(byCause.values()).size);
    const { attention, delivery } = JSON.parse(phone.got[0]?.body ?? '');
    expect(byCause.get(attention.id), 'the name that the first worker gave it').toBe(delivery);
  },
);
