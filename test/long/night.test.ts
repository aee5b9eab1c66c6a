// A night: workers that are killed, a task that is blocked, two that ask, a budget that runs out. What its morning report says is derived
// again from histories and journals alone, by a checker that shares no code with it.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Bench, type Started, until } from '../support/bench.js';
import { exportEvidence, exportTexts, treeText } from '../support/evidence.js';
import { againstSchema } from '../support/schema.js';
import { taskText } from '../support/task-text.js';
import { checkEvidence } from './checker/check.js';

let bench: Bench;
let evidence: string;
afterEach(async () => {
  await bench.run('server', 'stop', '--force');
  bench.close();
  rmSync(evidence, { recursive: true, force: true });
});

const config = (threshold: number): string => `
[usage_governance]
enabled = true
auto_resume = true
[[usage_governance.runtime_token_rules.rules]]
rule_id = "night"
window = "rolling_5h"
threshold = ${threshold}
[stages.fixer.capabilities]
"runner.invoke" = "approval_required"
`;

const file = (name: string, content: string) => ({ path: name, content });
const blocked = { marker: 'BLOCKED', repeat: true };

const outcomes = {
  // Two stages of it change the same file: only its trees tell what it changed in all.
  'builder:t1': [{ tokens: 400, sleep: 1, files: [file('src/a.js', 'one\ntwo\nthree\n'), file('src/b.js', 'b\n')] }],
  'updater:t1': [{ tokens: 30, files: [file('src/a.js', 'one\n2\nthree\nfour\n')] }],
  'builder:t2': [{ tokens: 200, ...blocked }],
  'troubleshooter:t2': [blocked],
  'consultant:t2': [blocked],
  'builder:t3': [{ tokens: 700, files: [file('src/c.js', 'c\n')], delete: ['src/b.js'] }],
  'checker:t3': [{ marker: 'FIX_NEEDED' }, { sleep: 1 }],
  'fixer:t3': [{ tokens: 50, files: [file('src/c.js', 'c\nd\n')] }],
  'builder:t4': [{ tokens: 60, sleep: 1 }],
  'builder:t5': [{ files: [file('src/e.js', 'e\n')] }],
  'checker:t5': [{ marker: 'FIX_NEEDED' }],
};

const kill = async (worker: Started): Promise<void> => {
  worker.child.kill('SIGKILL');
  await worker.ended;
};

/** Until the event came, or the worker ended without it. */
const comes = (type: string, item: string | null, worker: Started): Promise<unknown> =>
  until(
    () => {
      if (worker.child.exitCode !== null) throw new Error(`the worker ended: ${worker.said()}`);
      return bench.events(type).some(({ data }) => item === null || data['work_item'] === item);
    },
    `${type} ${item ?? ''}`,
  );

const serve = (): Started => bench.start('run', 'daemon', '--accept', '--as', 'tester');
const add = (...ids: string[]): void => {
  for (const id of ids) writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id));
};

it('what the morning report says of it is what the histories say', async () => {
  evidence = mkdtempSync(path.join(tmpdir(), 'millrace-night-'));
  bench = await new Bench('').useEmbedded().withTasks();
  const log = path.join(evidence, 'agents.jsonl');
  writeFileSync(bench.env['MILLRACE_SCRIPT'] ?? '', JSON.stringify({ outcomes, log }));
  writeFileSync(bench.file('millrace.toml'), config(500));
  writeFileSync(path.join(evidence, 'first-tree.json'), treeText(bench));

  add('t1', 't2');
  let worker = serve();
  await until(() => existsSync(log), 'an agent starts');
  await kill(worker);
  worker = serve();
  await comes('usage_governance_paused', null, worker);
  await kill(worker);
  writeFileSync(bench.file('millrace.toml'), config(100_000));
  worker = serve();
  await comes('work_item_blocked', 'task/t2', worker);
  add('t3', 't4');
  await comes('approval_requested', 'task/t3', worker);
  await kill(worker);
  worker = serve();
  const asked = bench.events('approval_requested').find(({ data }) => data['work_item'] === 'task/t3');
  await bench.ok('approvals', 'approve', String(asked?.data['approval_id']), '--as', 'tester');
  await comes('work_item_done', 'task/t3', worker);
  await comes('work_item_done', 'task/t4', worker);
  add('t5');
  await comes('approval_requested', 'task/t5', worker);
  await bench.ok('stop', '--as', 'tester');
  await worker.ended;

  const { data } = JSON.parse(await bench.ok('report', '--since', '0', '--json')) as { data: unknown };
  expect(againstSchema('report', data)).toEqual([]);
  writeFileSync(path.join(evidence, 'report.json'), JSON.stringify(data));
  const page = await bench.ok('report', '--since', '0');
  writeFileSync(path.join(evidence, 'report.md'), page);
  const expectation = { tasks: ['t1', 't3', 't4'], stagesPerTask: 3, issuers: ['tester'], asking: ['task/t5'] };
  writeFileSync(path.join(evidence, 'expect.json'), JSON.stringify(expectation));
  await exportEvidence(bench, evidence);
  exportTexts(bench, evidence);

  expect(
    checkEvidence(evidence).filter(({ rule }) => rule === 'report' || rule === 'evidence'),
    page,
  ).toEqual([]);
  expect(page).toContain('- **task/t1** Task t1: 2 files');
  expect(page).toMatch(/## Blocked \(1\)[^]*task\/t2[^]*## Waits for your yes \(1\)[^]*task\/t5/);
  expect(bench.names('reports').length).toBeGreaterThan(0);
});
