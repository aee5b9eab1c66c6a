// What is too large for a message, from a file, a signal or a stage, does not stop the workspace; and what stands still needs a person.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, until } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { taskText } from '../support/task-text.js';
import { slow } from '../support/tier.js';

const bench = new Bench(inject('temporalAddress'));
afterAll(() => bench.close());

const HUGE = 1_500_000;
const dependsOn = (ids: readonly string[]): string => `\nDepends-On:\n${ids.map((id) => `- ${id}`).join('\n')}\n`;
const names = (count: number, of: string): string[] =>
  Array.from({ length: count }, (_, n) => `${of}-${n}-${'x'.repeat(100)}`);

/** As somebody does with the Temporal CLI. */
async function signal(name: string, args: unknown): Promise<void> {
  const address = inject('temporalAddress');
  const choice = { kind: 'external' as const, address, namespace: NAMESPACE, from: 'the test', uiUrl: null };
  const { client, close } = await openClient({ ...choice, connectionOptions: { address } });
  await client.workflow.getHandle(workspaceWorkflowId(path.basename(bench.stateDir()))).signal(name, args);
  await close();
}

slow('goes on beside all of it, and says what was not taken', async () => {
  await bench.ok('init');
  const drop = (file: string, text: string): void => writeFileSync(bench.file(file), text);
  for (let n = 0; n < 5; n += 1) drop(`tasks/queue/big${n}.md`, taskText(`big${n}`, dependsOn(names(8000, 'd'))));
  drop('tasks/queue/long.md', taskText('long').replace(/^# .*/, `# ${'t'.repeat(900_000)}`));
  drop('ideas/inbox/idea.md', `# ${'i'.repeat(900_000)}\n\nBuild it.\n`);
  drop('specs/queue/s.md', specText('s', '\nRoot-Spec-ID: s\n'));
  const files = Array.from({ length: 50 }, (_, n) => ({
    path: `\${RUN_DIR}/outbox/e${n}.md`,
    content: taskText(`e${n}`, `\nRoot-Spec-ID: s\n${dependsOn(names(40, `n${n}`))}`),
  }));
  bench.script({ manager: [{ marker: 'MANAGER_COMPLETE', files }, { marker: 'BLOCKED' }] });

  const daemon = bench.start('run', 'daemon');
  await until(
    () => bench.events('router_decision').some(({ data }) => data.node_id === 'manager'),
    'the manager is done',
  );
  await until(
    () => ['big0', 'big4', 'long'].every((name) => bench.names('tasks/queue').includes(`${name}.md.invalid`)),
    'what is too large is set aside',
  );
  await signal('pause', { commandId: 'huge', issuer: 'i'.repeat(500_000), reason: 'r'.repeat(HUGE) });
  await signal('enqueue', { commandId: 'e', documents: [{ family: 'f'.repeat(HUGE), id: 'x' }] });
  await signal('left', { turn: 1, reason: 'r'.repeat(HUGE) });
  await signal('judge', { root: 'r'.repeat(HUGE) });
  // Told again where a busy server was too slow to answer: a repeat is harmless.
  if ((await bench.run('resume')).code !== 0) await bench.ok('resume');
  await bench.ok('add-task', '--text', taskText('small'));
  await until(() => bench.names('tasks/done').includes('small.md'), 'small work is done');
  daemon.child.kill('SIGTERM');
  await daemon.ended;

  const { code, output } = await bench.run('status', '--check', '--limit', 'all');
  expect(code, output).toBe(20);
  // Tasks that nothing lets begin are no plan: none of them is taken, and each is set aside once the stage was asked again.
  expect(bench.names('tasks/queue').filter((name) => /^e\d+\.md$/.test(name))).toEqual([]);
  expect(bench.events('stage_asked_again').map(({ data }) => data['failure_class'])).toContain('outbox_refused');
  const seen = output.replace(/\s+/g, ' ');
  expect(seen).toContain('`Depends-On` has 8000 items, the limit is 100');
  expect(seen).toContain('`Title` has 900000 characters, the limit is 500');
  const refused = await bench.run('add-task', '--text', taskText('t', dependsOn(names(101, 'd'))));
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('MR2025: `Depends-On` has 101 items, the limit is 100.');
});
