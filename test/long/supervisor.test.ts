// The supervisor that ships, with a key that may pause and approve and nothing else, keeps a workspace going: through questions, a blocked item, a
// limit on spending that its owner raises, and a worker that is killed.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import { workersOf } from '../../worker/staying/workers.js';
import { Bench, until } from '../support/bench.js';
import { anOperator } from '../support/operators.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
afterEach(async () => {
  await bench.run('down', '--now');
  bench.close();
});

const owner = anOperator('owner');
const supervisor = anOperator('supervisor', ['pause', 'approve']);
const main = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');
const script = path.join(packageRoot(), 'docs', 'examples', 'supervisor.mjs');

const config = (threshold: number): string => `
[stages.builder.capabilities]
"runner.invoke" = "approval_required"
[usage_governance]
enabled = true
[[usage_governance.runtime_token_rules.rules]]
rule_id = "night"
window = "rolling_5h"
threshold = ${threshold}
[operators.named.owner]
key = "${owner.key}"
rights = ["pause", "approve", "stop", "intake", "configuration"]
[operators.named.supervisor]
key = "${supervisor.key}"
rights = ["pause", "approve"]
`;

it('it keeps a workspace going, by reports and signed commands alone', async () => {
  expect(readFileSync(script, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  bench = new Bench(inject('temporalAddress'));
  delete bench.env['SSH_AUTH_SOCK'];
  const blocked = { marker: 'BLOCKED' };
  bench.script({
    ...{ 'builder:t1': [blocked, { tokens: 1500 }], 'troubleshooter:t1': [blocked], 'consultant:t1': [blocked] },
    'builder:t2': [{ sleep: 1 }],
  });
  await bench.withTasks();
  const defaults = readFileSync(bench.file('millrace.toml'), 'utf8');
  appendFileSync(bench.file('millrace.toml'), config(1000));
  await bench.ok('trust', '--accept');
  const keyOf = ({ name, pem }: typeof owner): string => {
    const file = path.join(path.dirname(bench.workspace), `${name}.pem`);
    writeFileSync(file, pem, { mode: 0o600 });
    return file;
  };
  const ownersKey = keyOf(owner);
  const surroundings = { MILLRACE: `${process.execPath} ${main}`, ALLOW: 'runner.invoke', LOOK_SECONDS: '1' };
  Object.assign(bench.env, surroundings, { MILLRACE_KEY: keyOf(supervisor) });
  const watching = bench.startProgram(process.execPath, script);

  await until(() => bench.events('runtime_started').length > 0, 'the supervisor starts a worker');
  for (const id of ['t1', 't2']) {
    const file = path.join(path.dirname(bench.workspace), `${id}.md`);
    writeFileSync(file, taskText(id));
    await bench.ok('--key', ownersKey, '--as', 'owner', 'add-task', file);
  }
  const decided = () => bench.events('approval_approved').map(({ data }) => data['issuer']);
  await until(() => watching.said().includes('retry t1'), 'what is blocked is tried again');
  await until(() => bench.events('usage_governance_paused').length > 0, 'the limit is reached');
  await until(() => watching.said().includes('spending is paused'), 'the supervisor waits');
  writeFileSync(bench.file('millrace.toml'), `${defaults}${config(1_000_000)}`);
  await bench.ok('--key', ownersKey, '--as', 'owner', 'config', 'reload', '--accept');
  await until(() => bench.events('work_item_done').length > 0, 'work goes on');
  const begun = bench.events('runtime_started').length;
  for (const { pid } of workersOf(bench.stateDir())) process.kill(pid, 'SIGKILL');
  await until(() => bench.events('runtime_started').length > begun, 'another worker is started');
  await until(() => bench.events('work_item_done').length === 2, 'all of it is done');
  expect(new Set(decided())).toEqual(new Set(['supervisor']));
  expect(bench.events('command_refused')).toEqual([]);
  watching.child.kill('SIGKILL');
});
