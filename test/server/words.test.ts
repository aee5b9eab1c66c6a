// What agents say reaches people: a question that only a person can answer, what was said for the morning, and the reports.
import { readFileSync } from 'node:fs';
import { afterEach, expect, inject } from 'vitest';
import { Bench } from '../support/bench.js';
import { quick } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const QUESTION = 'The task names two formats. Which one is meant, CSV or TSV?';

quick('the words of agents are shown where people look, apart from what the runtime saw', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  const blocked = { marker: 'BLOCKED', repeat: true };
  const report = { path: '${RUN_DIR}/consultant_report.md', content: '# Two formats\n\nThe task names both.\n' };
  bench.script({
    'builder:t1': [blocked],
    troubleshooter: [blocked],
    consultant: [{ raw: `**${QUESTION}**\n\nI looked at README.md.\n\n### BLOCKED\n`, files: [report] }],
    'updater:t2': [{ raw: '## Morning\n\nThe table has a header `now`.\n\n### UPDATE_COMPLETE\n' }],
  });
  const ran = await bench.run('run', '--until', 'idle');
  expect(ran.code).toBe(11);

  const [written = ''] = bench.names('reports');
  expect(ran.output).toContain(`millrace-agents/reports/${written}`);
  const page = readFileSync(bench.file(`reports/${written}`), 'utf8');
  expect(page.split(QUESTION)).toHaveLength(2);
  expect(page).toMatch(
    /\*\*task\/t2\*\* Task t2: no files changed, 3 stages.*\n.*UPDATE_COMPLETE\n.*“The table has a header now\.”/,
  );
  const [told, shown] = await Promise.all(['report', 'status'].map((command) => bench.ok(command, '--json')));
  const ids = (text: string | undefined, list: string): string[] =>
    (JSON.parse(text ?? '') as { data: Record<string, { id: string }[]> }).data[list]?.map(({ id }) => id) ?? [];
  expect(ids(told, 'attention')).toEqual(ids(shown, 'needsYou'));

  const status = await bench.ok('status');
  expect(status).toContain(
    `blocked task/t1: consultant asks: ${QUESTION}\n    builder said: builder was played from a script.\n    what to do: Read millrace-agents/runs/run-`,
  );
  expect(status).toMatch(/updater .*UPDATE_COMPLETE +-> end:done.*\n +said: The table has a header now\./);
  const asked = await bench.ok('queue', 'show', 't1');
  expect(asked).toContain(`reason      consultant asks: ${QUESTION}`);
  expect(asked.split(QUESTION)).toHaveLength(2);
  expect(await bench.ok('queue', 'show', 't2')).toMatch(/said +updater: The table has a header now\./);

  const run = String(bench.events('work_item_blocked')[0]?.data['run_id']);
  const section = await bench.ok('runs', 'show', run);
  expect(section).toMatch(/\d consultant request-\w+\n +said {2}The task names two formats/);
  expect(section).toMatch(/\n +report {2}consultant_report\.md {2}36 bytes {2}Two formats\n/);
  expect(section.indexOf('report  consultant_report.md')).toBeLessThan(section.lastIndexOf('kept  runner_stdout'));
  expect(await bench.ok('logs', 't1', '--stage', 'consultant')).toMatch(
    /^-- \d+ consultant task\/t1 .*\n\| \*\*The task names/,
  );
});
