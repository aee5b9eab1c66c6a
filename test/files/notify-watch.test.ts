// A worker tells beside its work: what is new while it looks, what came last when it leaves, and nothing keeps it.
import { beforeEach, describe, expect, it } from 'vitest';
import { watchAttention } from '../../cli/notify/watch.js';
import { againstSchema } from '../support/schema.js';
import { until } from '../support/bench.js';
import { hangs, quick, type Receiver, receiver, rulesOf } from './notify-stand.js';
import { idOf, type Reporting, reporting } from './report-stand.js';
import { makeRoom, type Room } from './room.js';

const NEVER = 3_600_000;

let stand: Reporting;
beforeEach(() => void (stand = reporting()));

async function watching(
  { url }: Receiver,
  lookMs: number,
): Promise<{ room: Room; said: string[]; leave: (now: AbortSignal) => Promise<void> }> {
  const room = await makeRoom();
  await stand.night(room);
  const said: string[] = [];
  const rules = rulesOf('[[notify]]', 'name = "phone"', `webhook = "${url}"`, ...quick());
  const { env } = stand.contextOf(room);
  const telling = { dir: room.workspace, id: idOf(room), rules, say: (line: string) => void said.push(line) };
  return { room, said, leave: watchAttention({ env }, telling, lookMs) };
}

const stays = new AbortController().signal;

describe('a worker', () => {
  it('tells while it works, once, in the form that is documented', async () => {
    const phone = await receiver();
    const { leave } = await watching(phone, 5);
    await until(() => phone.got.length > 0, 'it is told');
    await leave(stays);
    const bodies = phone.got.map(({ body }) => JSON.parse(body));
    expect(bodies.flatMap((body) => againstSchema('notify', body))).toEqual([]);
    const ids = bodies.map(({ attention }) => attention.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(bodies.map(({ attention }) => attention.summary)).toContain('task/T-2 is blocked');
  });

  it('that leaves tells first what came last', async () => {
    const phone = await receiver();
    const { leave } = await watching(phone, NEVER);
    await leave(stays);
    expect(phone.got.length).toBeGreaterThan(0);
  });

  it('that leaves at once tells nothing any more', async () => {
    const phone = await receiver();
    const { leave } = await watching(phone, NEVER);
    await leave(AbortSignal.abort());
    expect(phone.got).toEqual([]);
  });

  it('is not kept by a receiver that hangs, whether it is asked to leave at once or not', async () => {
    const phone = await receiver(hangs);
    const { leave, said } = await watching(phone, 5);
    await until(() => phone.got.length > 0, 'it hangs');
    const now = new AbortController();
    const left = leave(now.signal);
    now.abort();
    await left;
    expect(said.join()).toMatch(/in time/);
    stand = reporting();
    const late = await watching(phone, NEVER);
    await late.leave(stays);
    expect(late.said.join()).toMatch(/in time/);
  });

  it('says once that nobody can be told, and goes on looking', async () => {
    const phone = await receiver();
    const { room, said, leave } = await watching(phone, 5);
    await leave(AbortSignal.abort());
    const rules = rulesOf('[[notify]]', 'name = "phone"', `webhook = "${phone.url}"`);
    const telling = {
      dir: `${room.workspace}/gone`,
      id: idOf(room),
      rules,
      say: (line: string) => void said.push(line),
    };
    const end = watchAttention({ env: stand.contextOf(room).env }, telling, 5);
    await until(() => said.length > 0, 'it says so');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await end(stays);
    expect(said).toEqual([expect.stringMatching(/^Nobody could be notified: /)]);
  });
});
