// `web`: the dashboard in a real Chromium: its first paint over a long past, what is sent for it, how long an event takes to the screen, and
// what its server needs for eight workspaces.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { own } from '../../core/own.js';
import { applyBatch } from '../../disk/mirror/apply.js';
import { readWorkspaceId } from '../../read/identity.js';
import type { Asked } from '../figure.js';
import { short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { memory } from '../process.js';
import {
  copySeed,
  installReferenceWeb,
  playSeed,
  type Seed,
  startReferenceWeb,
  writeReferenceEvent,
} from '../reference/web.js';
import { openRoom, type Room } from '../room.js';
import type { Side } from '../side.js';
import { startChromium } from '../web/chromium.js';
import { startDashboard } from '../web/dashboard.js';
import { writePast } from '../web/past.js';
import { latency, openPage, PATIENCE_MS, type Shown, type Visit, visit } from '../web/visit.js';

const SIZES = [1000, 100_000] as const;
const VISITS = 7;
const EVENTS = 50;
const WORKSPACES = 8;
const KB = 1000;
const SETTLE_MS = 20_000;

/** A workspace with a past, and its dashboard while it is asked. */
interface Stand {
  side: Side;
  finished: number;
  room: Room;
  /** Absent of ours. */
  seed?: Seed;
}

interface Running extends Shown {
  /** Address of each workspace's page, as its folder was given. */
  pages: string[];
  pid: number;
  stop(): Promise<void>;
}

export async function web({ sides }: Asked): Promise<Table[]> {
  const { address, close } = await startChromium();
  const browser = await chromium.connect(address);
  const rooms: Room[] = [];
  try {
    const loads: string[][] = [];
    const sizes: string[][] = [];
    const delays: string[][] = [];
    const needs: string[][] = [];
    for (const side of sides) {
      for (const finished of SIZES) {
        const stand = await standOf(side, finished, rooms);
        const { load, size } = await loadRows(stand, browser);
        loads.push(...load);
        sizes.push(size);
        if (finished === SIZES[0]) delays.push(await delayRow(stand, browser));
        if (finished === SIZES[0]) needs.push(await memoryRow(stand, browser));
        console.error(
          `web: ${side.name}, ${finished}: ${[...load, size, ...delays.slice(-1)].map((one) => one.join(' ')).join(' | ')}`,
        );
      }
    }
    return tablesOf({ loads, sizes, delays, needs });
  } finally {
    await browser.close();
    await close();
    for (const room of rooms) await room.close();
  }
}

async function standOf(side: Side, finished: number, rooms: Room[]): Promise<Stand> {
  const room = await openRoom(side);
  rooms.push(room);
  if (side.kind === 'ours') {
    writePast(room, finished, Date.now());
    return { side, finished, room };
  }
  const seed = await playSeed(room);
  copySeed(room, seed, finished);
  return { side, finished, room, seed };
}

async function run({ side, room, finished }: Stand, folders = [room.workspace]): Promise<Running> {
  if (side.kind === 'reference') {
    const { address, child, stop } = await startReferenceWeb(installReferenceWeb(side), folders);
    return { address, pages: [], finished: 'UPDATE_COMPLETE', pid: child.pid ?? 0, stop };
  }
  const { origin, cookie, keys, child, stop } = await startDashboard(folders, room.stateHome, { env: room.env });
  const pages = folders.map((folder) => `${origin}/w/${own(keys, path.basename(folder)) ?? ''}`);
  const newest = `T-${String(finished).padStart(6, '0')}`;
  const streamed = `${origin}/api/w/${own(keys, path.basename(room.workspace)) ?? ''}/report`;
  return { address: pages[0] ?? origin, pages, streamed, cookie, finished: newest, pid: child.pid ?? 0, stop };
}

/** The first visit to a server that was just started, and then some more. */
async function loadRows(stand: Stand, browser: Browser): Promise<{ load: string[][]; size: string[] }> {
  const dashboard = await run(stand);
  try {
    const visits: Visit[] = [];
    // Whoever waited for nothing does not come back.
    while (visits.length < VISITS && visits.at(-1)?.shown !== null) visits.push(await visit(browser, dashboard));
    const [first, ...later] = visits;
    const label = [stand.side.name, stand.finished.toLocaleString('en-US')];
    const row = (what: string, of: (one: Visit) => number | null): string[] => [
      ...[...label, what, took(first === undefined ? null : of(first))],
      ...spread(later.flatMap((one) => of(one) ?? [])),
    ];
    const kB = (bytes: number): string => short(bytes / KB);
    const { scripts, answers } = later.at(-1) ??
      visits[0] ?? { scripts: { whole: 0, sent: 0 }, answers: { whole: 0, sent: 0 } };
    const size = [...label, kB(scripts.whole), kB(scripts.sent), kB(answers.whole), kB(answers.sent)];
    return { load: [row('first paint', ({ painted }) => painted), row('work shown', ({ shown }) => shown)], size };
  } finally {
    await dashboard.stop();
  }
}

const took = (ms: number | null): string => (ms === null ? `> ${short(PATIENCE_MS)}` : short(ms));

async function delayRow(stand: Stand, browser: Browser): Promise<string[]> {
  const dashboard = await run(stand);
  try {
    const page = await openPage(browser, dashboard);
    await page.goto(stand.side.kind === 'ours' ? `${dashboard.address}/events` : dashboard.address);
    await sleep(3000);
    const times: number[] = [];
    for (let at = 0; at < EVENTS; at += 1) times.push(await oneDelay(stand, page, `E-${at}-seen`));
    await page.context().close();
    return [stand.side.name, ...spread(times)];
  } finally {
    await dashboard.stop();
  }
}

/** At no moment that a clock of the page could agree with. */
async function oneDelay({ room, seed }: Stand, page: Page, item: string): Promise<number> {
  await sleep(150 + Math.random() * 700);
  return latency(page, item, () =>
    seed === undefined ? mirrorEvent(room, item) : writeReferenceEvent(room, seed, item),
  );
}

/** From the call of the mirror on, so that its own writing counts. */
async function mirrorEvent(room: Room, item: string): Promise<number> {
  const now = performance.timeOrigin + performance.now();
  const work = { work_item: `task/${item}`, root: 'backlog', source: 'drop' };
  const what = { kind: 'event', key: `admitted:task/${item}`, type: 'work_item_admitted', data: work } as const;
  const state = path.join(room.stateHome, readWorkspaceId(room.workspace) ?? '');
  const entries = [{ ...what, at: new Date(now).toISOString() }];
  await applyBatch({ workspace: room.workspace, state }, { writer: 'bench', entries });
  return now;
}

/** A page on each of eight workspaces, of which each has finished runs. */
async function memoryRow(stand: Stand, browser: Browser): Promise<string[]> {
  const rooms = [stand.room, ...Array.from({ length: WORKSPACES - 1 }, (_, at) => neighbour(stand, at))];
  const folders = rooms.map(({ workspace }) => workspace);
  const dashboard = await run(stand, folders);
  try {
    const empty = memory(dashboard.pid).rss;
    const pages = await Promise.all(folders.map(() => openPage(browser, dashboard)));
    for (const [at, page] of pages.entries()) await page.goto(dashboard.pages[at] ?? dashboard.address);
    await sleep(SETTLE_MS);
    const followed = memory(dashboard.pid).rss;
    for (const page of pages) await page.context().close();
    return [stand.side.name, short(empty / 1024), short(followed / 1024)];
  } finally {
    await dashboard.stop();
  }
}

/** Another workspace beside it, of the same state home. */
function neighbour({ side, room, finished, seed }: Stand, number: number): Room {
  const workspace = `${room.workspace}-${number}`;
  const [program, ...before] = side.argv;
  execFileSync('git', ['init', '-q', workspace]);
  execFileSync(program, [...before, 'init'], { cwd: workspace, env: room.env, stdio: 'ignore' });
  const file = (relative: string): string => path.join(workspace, RUNTIME_DIR, relative);
  const other = { ...room, workspace, file };
  if (seed === undefined) writePast(other, finished, Date.now());
  else copySeed(other, seed, finished);
  return other;
}

interface Rows {
  loads: string[][];
  sizes: string[][];
  delays: string[][];
  needs: string[][];
}

const tablesOf = ({ loads, sizes, delays, needs }: Rows): Table[] => [
  {
    title: 'web: first paint',
    note:
      'Time in ms until Chromium painted anything of the page of a workspace, and until a finished run stood on it, with nothing kept of an ' +
      `earlier visit. The first one comes to a server that was just started; the others follow it, unless it took more than ${PATIENCE_MS / 1000} s.`,
    headers: ['side', 'finished runs', 'until', 'first visit', ...SPREAD_HEADERS],
    rows: loads,
  },
  {
    title: 'web: sent',
    note: 'Script and style, and JSON, in kB (1,000 bytes) until the work was shown: as it is, and as it was sent. Ours sends the report over its stream, which counts once.',
    headers: ['side', 'finished runs', 'script and style', 'sent', 'JSON', 'sent'],
    rows: sizes,
  },
  {
    title: 'web: from an event to the screen',
    note:
      'Time in ms from the moment at which a writer set out to write an event (ours: the mirror, with its lock and its number; the reference: ' +
      'one line at the end of its log) to the frame in which its text stood on the page.',
    headers: ['side', ...SPREAD_HEADERS],
    rows: delays,
  },
  {
    title: 'web: memory',
    note: `RSS of the server in MB with ${WORKSPACES} workspaces of ${SIZES[0].toLocaleString('en-US')} finished runs: at its start, and with a page on each of them for ${SETTLE_MS / 1000} s.`,
    headers: ['side', 'at its start', 'followed'],
    rows: needs,
  },
];
