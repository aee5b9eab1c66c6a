// A night before the dashboard: one page is opened before the first document, follows all of it without being loaded again, while worker,
// Temporal server and dashboard are killed, and tells at the end what the report and the feed tell.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { type RunningChromium, startChromium } from '../../bench/web/chromium.js';
import { cookieAt, type Dashboard, startDashboard } from '../../bench/web/dashboard.js';
import { Bench, type Started, until } from '../support/bench.js';
import { untilIn, type Watched, watchedPage } from '../support/chromium.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let chromium: RunningChromium;
let dashboard: Dashboard;
afterEach(async () => {
  await chromium.close();
  await dashboard.stop();
  await bench.run('server', 'stop', '--force');
  bench.close();
});

const TASKS = ['t1', 't2', 't3'];
const serve = (): Started => bench.start('run', 'daemon', '--accept', '--as', 'tester');

const kill = async (worker: Started): Promise<void> => {
  worker.child.kill('SIGKILL');
  await worker.ended;
};

/** Of the embedded server. */
const serverPid = (): number =>
  (JSON.parse(readFileSync(path.join(bench.stateHome, 'server', 'server.json'), 'utf8')) as { pid: number }).pid;

async function open(where: string): Promise<Watched> {
  // What a killed server answers nothing to is what this test does.
  const but = /ERR_|Failed to load resource|failed:/;
  const watched = await watchedPage(chromium.address, { origin: dashboard.origin, but });
  await watched.page.context().addCookies([cookieAt(dashboard.origin, dashboard.cookie)]);
  await watched.page.goto(`${dashboard.origin}/w/${dashboard.keys['ws'] ?? ''}${where}`);
  await watched.page.evaluate('window.opened = 1');
  return watched;
}

const shows = (page: Page, text: string): Promise<void> =>
  untilIn(
    page,
    `document.querySelector('main').textContent.includes(${JSON.stringify(text)})`,
    `the page shows ${text}`,
  );

const LOST = `document.querySelector('[data-line=lost]') !== null`;

/** Numbers of the rows, from above. */
const rowsOf = (page: Page): Promise<number[]> =>
  page.evaluate(`[...document.querySelectorAll('main [data-seq]')].map((one) => Number(one.dataset.seq))`);

async function fed(): Promise<number[]> {
  const lines = (await bench.ok('events', '--since', '0', '--json')).trim().split('\n');
  return lines.flatMap((line) => (JSON.parse(line) as { seq?: number }).seq ?? []);
}

it('follows a night from its first document to its last, over the death of everything', async () => {
  bench = await new Bench('').useEmbedded().withTasks();
  bench.script({
    'builder:t1': [{ sleep: 4, tokens: 900 }],
    'checker:t2': [{ sleep: 3, tokens: 50 }],
    'builder:t3': [{ sleep: 6 }],
  });
  [chromium, dashboard] = await Promise.all([startChromium(), startDashboard([bench.workspace], bench.stateHome)]);
  const detail = await open('');
  const events = await open('/events?all=yes');
  let worker = serve();
  for (const id of TASKS) writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id));

  await shows(detail.page, 'Task t1');
  await untilIn(detail.page, `document.querySelector('[data-report="now.0.elapsed_s"]') !== null`, 'a stage at work');
  await kill(worker);
  await shows(detail.page, 'died without a word');
  worker = serve();
  await until(() => bench.events('work_item_done').length >= 1, 'the first task is done');

  process.kill(serverPid(), 'SIGKILL');
  await until(() => bench.events('work_item_done').length >= 2, 'the second task is done without its server');

  await until(() => bench.events('stage_started').some(({ data }) => data['work_item'] === 'task/t3'), 't3 begins');
  const { child, origin } = dashboard;
  child.kill('SIGKILL');
  for (const { page } of [detail, events]) await untilIn(page, LOST, 'the banner');
  await untilIn(
    detail.page,
    `/\\d+ ?s/.test(document.querySelector('[data-line=lost]').textContent)`,
    'the age of what is shown',
  );
  await until(
    () => bench.events('stage_completed').some(({ data }) => data['work_item'] === 'task/t3'),
    'work without a dashboard',
  );
  dashboard = await startDashboard([bench.workspace], bench.stateHome, { port: Number(new URL(origin).port) });
  for (const { page } of [detail, events]) await untilIn(page, `!(${LOST})`, 'the banner goes');

  await until(() => bench.events('work_item_done').length >= TASKS.length, 'all tasks are done');
  await bench.ok('stop', '--as', 'tester');
  await worker.ended;
  const all = await fed();
  await untilIn(
    events.page,
    `document.querySelector('main [data-seq="${all.at(-1) ?? 0}"]') !== null`,
    'the last event',
  );
  expect(await rowsOf(events.page)).toEqual([...all].reverse());

  await compare(detail.page);
  for (const { page, close } of [detail, events]) {
    expect(await page.evaluate('window.opened')).toBe(1);
    await close();
  }
  expect(existsSync(bench.file('tasks/done/t3.md'))).toBe(true);
});

/** When nothing goes on any more, every number is that of the report, once the last one was pushed. */
async function compare(page: Page): Promise<void> {
  const { data } = JSON.parse(await bench.ok('report', '--json')) as { data: object };
  const still = `[...document.querySelectorAll('[data-report]')].filter((one) => !/_s$/.test(one.dataset.report))`;
  const value = `(at) => at.split('.').reduce((of, key) => of?.[key], ${JSON.stringify(data)})`;
  const faults = `(() => { const valueAt = ${value};
    return ${still}.flatMap((one) => { const is = JSON.stringify(valueAt(one.dataset.report));
      return one.dataset.value === undefined || one.dataset.value === is ? [] : [one.dataset.report + ' ' + one.dataset.value + ' ' + is]; }); })()`;
  await untilIn(page, `${faults}.length === 0`, 'the numbers of the report').catch(() => undefined);
  expect(await page.evaluate(faults)).toEqual([]);
  expect(await page.evaluate<number>(`${still}.length`)).toBeGreaterThan(5);
}
