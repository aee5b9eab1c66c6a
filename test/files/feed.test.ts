// The feed of events: numbers that only grow, whatever becomes of the log, at a cost that grows with the news alone.
import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runtimePaths, statePaths } from '../../core/contracts/paths.js';
import { followEvents } from '../../disk/events/follow.js';
import { lastNumber } from '../../disk/events/since.js';
import { rebuildMirror } from '../../disk/mirror/rebuild.js';
import { readEvents } from '../../read/events.js';
import { feedSince, followFeed } from '../../read/feed.js';
import { makeRoom, type Room } from './room.js';

const at = '2026-01-01T00:00:00Z';
const entry = (key: string) => ({ kind: 'event', key, type: 'said', at, data: { key } }) as const;
const add = (room: Room, ...keys: string[]) => room.apply(...keys.map(entry));
const logOf = (room: Room): string => room.at(runtimePaths.events);
const pairs = (room: Room, seq = 0): string[] =>
  feedSince(room.workspace, seq).events.map((one) => `${one.seq}${one.key}`);
/** As an older build wrote it. */
const bare = (key: string): string => JSON.stringify({ event_type: 'said', occurred_at: at, key, data: {} });
const WHOLE = { torn: 0, foreign: 0, missing: 0, isCut: false, isUnfinished: false };

describe('numbers', () => {
  it('are the same in every reading, after a repeat, a rebuilt mirror and for another reader', async () => {
    const room = await makeRoom();
    await add(room, 'a', 'b');
    await add(room, 'b', 'a', 'c', 'c');
    await rebuildMirror(room, [entry('a'), entry('c')]);
    expect(pairs(room)).toEqual(['1a', '2b', '3c']);
    expect(pairs(room, 2)).toEqual(['3c']);
    expect(readEvents(room.workspace, 2).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(feedSince(room.workspace, 3)).toEqual({ events: [], upTo: 3, more: false, damage: WHOLE });
  });

  it.each([
    ['the log is emptied', (room: Room) => truncateSync(logOf(room))],
    ['the log is removed', (room: Room) => rmSync(logOf(room))],
    ['the log is put back as it was before', (room: Room) => copyFileSync(`${logOf(room)}.old`, logOf(room))],
    ['something else lies there', (room: Room) => writeFileSync(logOf(room), 'hello\n')],
    ['our state is lost', (room: Room) => rmSync(path.join(room.state, statePaths.feed))],
    ['our state says nonsense', (room: Room) => writeFileSync(path.join(room.state, statePaths.feed), '{"last":"x"}')],
    [
      'our state is older than the log',
      (room: Room) => writeFileSync(path.join(room.state, statePaths.feed), '{"last":1}'),
    ],
    ['the log ends within an event', (room: Room) => truncateSync(logOf(room), readFileSync(logOf(room)).length - 9)],
    ['the log was rotated', (room: Room) => renameSync(logOf(room), `${logOf(room)}.1`)],
  ])('grow on when %s', async (_what, harm) => {
    const room = await makeRoom();
    await add(room, 'a');
    copyFileSync(logOf(room), `${logOf(room)}.old`);
    await add(room, 'b', 'c');
    harm(room);
    await add(room, 'd');
    const news = feedSince(room.workspace, 3);
    expect(news.events.map(({ key }) => key)).toEqual(['d']);
    expect(news.upTo).toBeGreaterThan(3);
    await add(room, 'e');
    expect(pairs(room, news.upTo)).toEqual([`${news.upTo + 1}e`]);
  });

  it('are given by reading to what an older build wrote, before our lines and after them', async () => {
    const room = await makeRoom();
    writeFileSync(logOf(room), `${bare('a')}\n${bare('b')}\n`);
    expect(pairs(room)).toEqual(['1a', '2b']);
    await add(room, 'c');
    appendFileSync(logOf(room), `${bare('d')}\n`);
    expect(pairs(room, 1)).toEqual(['2b', '3c', '4d']);
    await add(room, 'e');
    expect(pairs(room)).toEqual(['1a', '2b', '3c', '4d', '5e']);
  });
});

describe('damage', () => {
  const told = async (harm: (log: string) => void, seq = 0) => {
    const room = await makeRoom();
    await add(room, 'a', 'b', 'c');
    harm(logOf(room));
    return { keys: pairs(room, seq).join(' '), damage: feedSince(room.workspace, seq).damage, room };
  };

  it.each([
    ['a last line that is torn', (log: string) => appendFileSync(log, '{"seq":4,"event_ty'), { isUnfinished: true }],
    ['a line that somebody added', (log: string) => appendFileSync(log, 'hello\n\n'), { foreign: 1 }],
    ['JSON of somebody else', (log: string) => appendFileSync(log, '{"key":"z"}\n[1]\n"x"\n7\n'), { foreign: 4 }],
    ['bytes that are no text', (log: string) => appendFileSync(log, Buffer.from([0, 255, 0, 10])), { foreign: 1 }],
    [
      'a copy of a line',
      (log: string) => appendFileSync(log, readFileSync(log).subarray(0, 80).toString().split('\n')[0] ?? ''),
      { isUnfinished: true },
    ],
    ['the log once more', (log: string) => appendFileSync(log, readFileSync(log)), { foreign: 3 }],
    [
      'a number that is none',
      (log: string) => appendFileSync(log, '{"seq":-4,"a":1}\n{"seq":99999999999999999999,"a":1}\n'),
      { foreign: 2 },
    ],
  ])('%s is told apart, and nothing is lost', async (_what, harm, damage) => {
    const { keys, damage: found } = await told(harm);
    expect(keys).toBe('1a 2b 3c');
    expect(found).toEqual({ ...WHOLE, ...damage });
  });

  it('says of a torn line in the middle what it is, and does not wait for it', async () => {
    const { room } = await told((log) => appendFileSync(log, '{"seq":4,"event_ty'));
    await add(room, 'd');
    expect(pairs(room)).toEqual(['1a', '2b', '3c', '5d']);
    expect(feedSince(room.workspace, 3).damage).toEqual({ ...WHOLE, torn: 1 });
  });

  it('says that lines are gone, and that a log is cut short', async () => {
    const without = (log: string, key: string): void =>
      writeFileSync(
        log,
        readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => !line.includes(`"key":"${key}"`))
          .join('\n'),
      );
    expect(await told((log) => without(log, 'b'))).toMatchObject({
      keys: '1a 3c',
      damage: { missing: 1, isCut: false },
    });
    expect(await told((log) => without(log, 'c'), 3)).toMatchObject({ keys: '', damage: { missing: 0, isCut: true } });
    const { room } = await told((log) => truncateSync(log), 3);
    expect(feedSince(room.workspace, 3)).toMatchObject({ upTo: 3, damage: { isCut: true } });
    await add(room, 'd');
    expect(feedSince(room.workspace, 2)).toMatchObject({ events: [{ seq: 4 }], damage: { missing: 1, isCut: false } });
  });

  it('a line without an end does not grow in memory', async () => {
    const { room } = await told((log) => appendFileSync(log, `${'x'.repeat(20 * 1024 * 1024)}\n`));
    await add(room, 'd');
    expect(pairs(room)).toEqual(['1a', '2b', '3c', '5d']);
  });
});

describe('rotation', () => {
  it('reads on from one file into the next, as far back as is asked', async () => {
    const room = await makeRoom();
    for (const keys of [['a', 'b'], ['c'], ['d']]) {
      await add(room, ...keys);
      const log = logOf(room);
      for (const nth of [2, 1]) if (fs.existsSync(`${log}.${nth}`)) renameSync(`${log}.${nth}`, `${log}.${nth + 1}`);
      renameSync(log, `${log}.1`);
    }
    expect(pairs(room)).toEqual(['1a', '2b', '3c', '4d']);
    await add(room, 'e');
    expect(pairs(room)).toEqual(['1a', '2b', '3c', '4d', '5e']);
    expect(pairs(room, 2)).toEqual(['3c', '4d', '5e']);
    expect(readEvents(room.workspace, 4).map(({ key }) => key)).toEqual(['b', 'c', 'd', 'e']);
    rmSync(`${logOf(room)}.3`);
    expect(feedSince(room.workspace, 0)).toMatchObject({ events: [{ seq: 3 }, {}, {}], damage: { missing: 2 } });
  });
});

describe('following', () => {
  it('tells every event once, over rotation, a torn line, a cut log and repeats', async () => {
    const room = await makeRoom();
    await add(room, 'a');
    const feed = followEvents(room.workspace, 0);
    const keys: string[] = [];
    const look = (): void => void keys.push(...(feed.next()?.events ?? []).map(({ key }) => key));
    look();
    appendFileSync(logOf(room), '{"seq":2,"ev');
    look();
    await add(room, 'b', 'a');
    look();
    await add(room, 'c');
    renameSync(logOf(room), `${logOf(room)}.1`);
    await add(room, 'd');
    look();
    truncateSync(logOf(room));
    look();
    await add(room, 'e');
    look();
    expect(keys).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(feed.next()).toBeNull();
  });

  it('waits for what comes, in pages, until it is told to end', async () => {
    const room = await makeRoom();
    await add(room, 'a', 'b');
    const over = new AbortController();
    const keys: string[] = [];
    const whole = (async () => {
      for await (const { events } of followFeed(room.workspace, 1, { signal: over.signal, lookMs: 5 })) {
        keys.push(...events.map(({ key }) => key));
        if (keys.length === 1) await add(room, 'c');
        if (keys.length === 2) over.abort();
      }
    })();
    await whole;
    expect(keys).toEqual(['b', 'c']);
    expect(feedSince(room.workspace, 0, 2)).toMatchObject({ events: [{ seq: 1 }, { seq: 2 }], upTo: 2, more: true });
    expect(feedSince(room.workspace, 2, 2)).toMatchObject({ events: [{ seq: 3 }], more: false });
  });
});

describe('a long history', () => {
  const MANY = 1_000_000;

  it('costs nothing: what is read grows with the news', async () => {
    const room = await makeRoom();
    const line = (n: number): string =>
      `{"seq":${n},"event_type":"said","occurred_at":"${at}","key":"k${n}","data":{}}\n`;
    for (let from = 0; from < MANY; from += 50_000) {
      let text = '';
      for (let n = from + 1; n <= from + 50_000; n += 1) text += line(n);
      appendFileSync(logOf(room), text);
    }
    const read = countReads();
    expect(lastNumber(room.workspace)).toBe(MANY);
    expect(
      readEvents(room.workspace, 200)
        .map(({ seq }) => seq)
        .at(0),
    ).toBe(MANY - 199);
    expect(pairs(room, MANY - 3)).toEqual([MANY - 2, MANY - 1, MANY].map((seq) => `${seq}k${seq}`));
    await add(room, 'new');
    expect(pairs(room, MANY)).toEqual([`${MANY + 1}new`]);
    expect(read()).toBeLessThan(4 * 1024 * 1024);
    expect(feedSince(room.workspace, MANY - 100_000, MANY)).toMatchObject({ upTo: MANY + 1, damage: WHOLE });
    expect(read()).toBeGreaterThan(8 * 1024 * 1024);
  });
});

/** Bytes that were read from files since. */
function countReads(): () => number {
  const real = createRequire(import.meta.url)('node:fs') as typeof fs;
  const spy = vi.spyOn(real, 'readSync');
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return () => spy.mock.results.reduce((sum, { value }) => sum + Number(value), 0);
}
