// Learning beside other work, through the real workflows: who is beside whom, one request for each lesson, a root that closes with one
// open, and a worker that is killed between a result and its request.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject } from 'vitest';
import { parseDocument } from '../../core/documents/parse.js';
import { Bench, until } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { taskText } from '../support/task-text.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

/** A file beside the workspace. */
function document(name: string, text: string): string {
  writeFileSync(flag(name), text);
  return flag(name);
}
const flag = (name: string): string => path.join(path.dirname(bench.workspace), name);
/** An agent that has done its work when the other one has begun its own, and one that begins. */
const after = (name: string, more: object = {}) => ({
  run: ['bash', '-c', `until test -e '${flag(name)}'; do sleep 0.05; done`],
  ...more,
});
const begins = (name: string, more: object = {}) => ({ run: ['touch', flag(name)], ...more });
const task = (id: string, day: number) => ({
  path: `\${RUN_DIR}/outbox/${id}.md`,
  content: taskText(id, 'Root-Spec-ID: s1\nSpec-ID: s1\n').replace(
    /Created-At: .*/,
    `Created-At: 2026-01-0${day}T00:00:00Z`,
  ),
});

/** `rule failure` of every request that lies in the folder. */
const lessonsIn = (folder: string): string[] =>
  bench.names(`learning/requests/${folder}`).flatMap((name) => {
    if (!name.endsWith('.md')) return [];
    const parsed = parseDocument(
      'learning_request',
      readFileSync(bench.file(`learning/requests/${folder}/${name}`), 'utf8'),
    );
    const said = parsed.ok ? String(parsed.document.fields['Trigger-Metadata']) : '{}';
    const { rule, failure } = JSON.parse(said) as Record<string, string>;
    return [`${rule?.split('.')[1]} ${failure}`];
  });

slow('learns beside the foreground, once of each lesson, and closes the root all the same', async () => {
  bench = new Bench(inject('temporalAddress'));
  await bench.ok('init', '--mode', 'learning_codex');
  bench.script({
    manager: [after('librarian', { marker: 'MANAGER_COMPLETE', files: [task('t1', 1), task('t2', 2)] })],
    librarian: [begins('librarian')],
    'builder:t1': ['BLOCKED', 'BLOCKED'],
    'checker:t1': ['FIX_NEEDED'],
    // What is to be learned of the repair cannot be, and waits for a person.
    analyst: ['BLOCKED'],
    'builder:t2': [after('curator')],
    curator: [begins('curator')],
  });
  writeFileSync(bench.file('specs/queue/s1.md'), specText('s1', 'Root-Spec-ID: s1\n'));
  const first = bench.start('run', '--until', 'idle');
  await until(
    () => bench.stages().some((one) => one.startsWith('doublechecker')),
    'the result that something is learned from',
  );
  first.child.kill('SIGKILL');
  await first.ended;
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect([0, 11], output).toContain(code);

  const stages = bench.stages().map((one) => one.split(' '));
  expect(stages.filter(([node]) => node === 'troubleshooter')).toHaveLength(2);
  expect(bench.events('learning_request_enqueued')).toHaveLength(3);
  expect(lessonsIn('done').sort()).toEqual(['doublechecker DOUBLECHECK_PASS', 'planner PLANNER_COMPLETE']);
  expect(lessonsIn('blocked')).toEqual(['troubleshooter builder_blocked']);
  expect(
    stages
      .map(([node]) => node)
      .filter((node) => /analyst|professor|curator|librarian/.test(node ?? ''))
      .sort(),
  ).toEqual([...['analyst', 'analyst', 'curator', 'librarian', 'professor']]);
  // Nothing of it held the root up, and nothing of it is in quarantine.
  expect(bench.events('closure_target_closed').map(({ data }) => data['root'])).toEqual(['s1']);
  const status = JSON.parse((await bench.run('status', '--json')).output) as { data: { needsYou: { name: string }[] } };
  expect(status.data.needsYou.map(({ name }) => name)).toEqual([expect.stringMatching(/^learning_request\/learn-/)]);
  expect(existsSync(bench.file('learning/requests/quarantine'))).toBe(false);
  const [blocked = ''] = bench.names('learning/requests/blocked').filter((name) => name.endsWith('.md'));
  const text = readFileSync(bench.file(`learning/requests/blocked/${blocked}`), 'utf8');
  expect(text).toMatch(/Artifact-Digests:\n- sha256:[0-9a-f]{64} millrace-agents\/runs\//);
});

quick('says at intake what a mode that does not learn leaves undone, and keeps it', async () => {
  bench = new Bench(inject('temporalAddress'));
  await bench.ok('init');
  const request = (id: string): string =>
    `# Learn\n\nLearning-Request-ID: ${id}\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: ada\n`;
  const note =
    /will not run: the mode default_codex has no entry for learning_request\. It is kept.*learning_codex.*default_mode/i;
  const left = await bench.run('add', 'learning_request', document('early.md', request('early')));
  expect([left.code, left.output]).toEqual([0, expect.stringMatching(note)]);
  const worker = bench.start('run', 'daemon', '--monitor', 'basic');
  await until(() => bench.events('work_item_admitted').length === 1, 'the file is taken in');
  const told = await bench.run('add', 'learning_request', document('late.md', request('late')));
  expect([told.code, told.output]).toEqual([0, expect.stringMatching(note)]);
  await bench.ok('stop');
  await worker.ended;
  expect(bench.names('learning/requests/queue').filter((name) => name.endsWith('.md'))).toEqual([
    'early.md',
    'late.md',
  ]);
  for (const command of [['status'], ['queue', 'show', 'late']])
    expect((await bench.run(...command)).output.replace(/\s+/g, ' ')).toContain('has no entry for learning_request');
});
