// The streams of the dashboard: every row of the feed once, whatever breaks in between, and no more memory for a reader that takes nothing.
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { numberedLine } from '../../disk/events/lines.js';
import type { EventRow, Fleet, Report } from '../../web/contract.js';
import { workspaceSection, makeRoom, type Room } from './room.js';
import { type Desk, type Followed, openDesk } from './web-desk.js';

const LOG = 'logs/runtime_events.jsonl';

let room: Room;
let desk: Desk;
let w = '';

beforeEach(async () => {
  room = await makeRoom();
  desk = await openDesk([room.workspace], { times: { beatMs: 50, patienceMs: 1500 } });
  w = `w/${(await desk.get<Fleet>('fleet')).workspaces[0]?.key ?? ''}`;
});

const line = (seq: number, more = ''): string =>
  `${numberedLine(seq, { key: `k${seq}`, event_type: more === '' ? 'work_item_done' : 'work_item_blocked', occurred_at: new Date().toISOString(), data: { work_item: `task/T-${seq}`, run_id: `run-${seq}${more}`, node_id: more, reason: more } })}\n`;

const write = (from: number, count: number, more = ''): void =>
  appendFileSync(room.at(LOG), Array.from({ length: count }, (_, at) => line(from + at, more)).join(''));

const rowsOf = ({ events }: Followed): EventRow[] =>
  events.flatMap(({ event, data }) => (event === 'feed' ? (data as EventRow[]) : []));
const seqsOf = (followed: Followed): number[] => rowsOf(followed).map(({ seq }) => seq);
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const lastId = ({ events }: Followed): number => Math.max(0, ...events.map(({ id }) => id ?? 0));
const count = ({ events }: Followed, name: string): number => events.filter(({ event }) => event === name).length;

describe('the feed of a workspace', () => {
  it('begins with its end, and goes on as it comes', async () => {
    write(1, 500);
    const page = await desk.follow(`${w}/stream`);
    await expect.poll(() => seqsOf(page)).toEqual(numbers(301, 500));
    write(501, 3);
    await expect.poll(() => seqsOf(page)).toEqual(numbers(301, 503));
    expect(rowsOf(page).at(-1)).toMatchObject({ kind: 'item', item: 'task/T-503', run: 'run-503', detail: 'done' });
  });

  it('goes on where a page was that comes back, without loss and without repetition', async () => {
    write(1, 20);
    const first = await desk.follow(`${w}/stream`);
    await expect.poll(() => seqsOf(first)).toEqual(numbers(1, 20));
    first.leave();
    write(21, 2500);
    const second = await desk.follow(`${w}/stream`, lastId(first));
    await expect.poll(() => seqsOf(second).length).toBe(2500);
    expect(seqsOf(second)).toEqual(numbers(21, 2520));
    expect(count(second, 'reset')).toBe(0);
  });

  it('goes on over a log that is put aside and begun anew, also while nobody looks', async () => {
    write(1, 5);
    const page = await desk.follow(`${w}/stream`);
    await expect.poll(() => seqsOf(page)).toEqual(numbers(1, 5));
    write(6, 2);
    renameSync(room.at(LOG), room.at(`${LOG}.1`));
    writeFileSync(room.at(LOG), line(8));
    await expect.poll(() => seqsOf(page)).toEqual(numbers(1, 8));
    page.leave();
    write(9, 2);
    renameSync(room.at(`${LOG}.1`), room.at(`${LOG}.2`));
    renameSync(room.at(LOG), room.at(`${LOG}.1`));
    writeFileSync(room.at(LOG), line(11));
    const back = await desk.follow(`${w}/stream`, lastId(page));
    await expect.poll(() => seqsOf(back)).toEqual([9, 10, 11]);
  });

  it('says that it begins anew where the log was replaced', async () => {
    write(1, 30);
    const page = await desk.follow(`${w}/stream`);
    await expect.poll(() => seqsOf(page).length).toBe(30);
    rmSync(room.at(LOG));
    write(1, 4);
    await expect.poll(() => count(page, 'reset')).toBe(1);
    await expect.poll(() => seqsOf(page).slice(30)).toEqual(numbers(1, 4));
    const back = await desk.follow(`${w}/stream`, 30);
    await expect.poll(() => seqsOf(back)).toEqual(numbers(1, 4));
    expect(back.events[0]?.event).toBe('reset');
    write(5, 1);
    await expect.poll(() => seqsOf(back)).toEqual(numbers(1, 5));
  });

  it('keeps nothing back from a reader that takes nothing for a while, whether it was let go meanwhile or not', async () => {
    const strict = await openDesk([room.workspace], { times: { beatMs: 50, patienceMs: 200 } });
    const page = await strict.follow(`${w}/stream`, 0);
    await expect.poll(() => count(page, 'report')).toBe(1);
    page.pause();
    const wide = 'x'.repeat(390);
    for (let at = 0; at < 6; at += 1) write(1 + at * 1000, 1000, wide);
    await new Promise((resolve) => setTimeout(resolve, 400));
    page.resume();
    // As a browser does: whenever it was let go it comes back.
    const pages = [page];
    const all = (): number[] => pages.flatMap(seqsOf);
    const goneOn = async (): Promise<number> => {
      if (pages.at(-1)?.isOver() === true)
        pages.push(await strict.follow(`${w}/stream`, Math.max(...pages.map(lastId))));
      return all().length;
    };
    await expect.poll(goneOn, { timeout: 60_000 }).toBe(6_000);
    expect(all()).toEqual(numbers(1, 6_000));
  });

  it('begins anew where a page missed more than anybody reads', async () => {
    write(1, 20_100);
    const back = await desk.follow(`${w}/stream`, 50);
    await expect.poll(() => seqsOf(back).at(-1)).toBe(20_100);
    expect([back.events[0]?.event, seqsOf(back).length]).toEqual(['reset', 200]);
  });
});

describe('the report', () => {
  it('comes at the beginning and as something changes, the same to all who look', async () => {
    const [one, other] = [await desk.follow(`${w}/stream`), await desk.follow(`${w}/stream`)];
    await expect.poll(() => [count(one, 'report'), count(other, 'report')]).toEqual([1, 1]);
    await room.apply(workspaceSection(3, { pauseSources: ['operator'] }));
    const paused = ({ events }: Followed): boolean =>
      (events.findLast(({ event }) => event === 'report')?.data as Report).control.paused;
    await expect.poll(() => [paused(one), paused(other)]).toEqual([true, true]);
    const row = async (): Promise<boolean | undefined> => (await desk.get<Fleet>('fleet')).workspaces[0]?.paused;
    await expect.poll(row).toBe(true);
  });

  it('reaches the fleet', async () => {
    const page = await desk.follow('fleet/stream');
    await expect.poll(() => count(page, 'fleet')).toBe(1);
    await room.apply(workspaceSection(3, { pauseSources: ['operator'] }));
    write(1, 1);
    await expect
      .poll(() => (page.events.findLast(({ event }) => event === 'fleet')?.data as Fleet).workspaces[0]?.paused)
      .toBe(true);
  });
});

it('follows the output of a run, and refuses one that is none', async () => {
  const result = {
    node_id: 'builder',
    work_item_family_id: 'task',
    work_item_id: 'T-1',
    terminal_result: 'BUILDER_COMPLETE',
    completed_at: '2026-01-01T00:00:10Z',
  };
  await room.drop(
    'runs/run-1/stage_results/request-0a.json',
    JSON.stringify({ ...result, started_at: '2026-01-01T00:00:00Z' }),
  );
  await room.drop('runs/run-1/runner_stdout.request-0a.txt', 'Built it.\n\u001b[31mred\n');
  const page = await desk.follow(`${w}/stream?follow=run-1`);
  await expect.poll(() => count(page, 'output')).toBe(1);
  const { data } = page.events.find(({ event }) => event === 'output') ?? {};
  expect(data).toMatchObject({ run: 'run-1', request: 'request-0a', anew: true });
  expect((data as { lines: string[] }).lines).toEqual(
    expect.arrayContaining([expect.stringMatching(/builder task\/T-1: BUILDER_COMPLETE/), 'Built it.']),
  );
  await expect(desk.follow(`${w}/stream?follow=run-2`).then(({ events }) => events)).resolves.toEqual([]);
  expect((await desk.ask(`/api/${w}/stream?follow=run-2`)).status).toBe(404);
});
