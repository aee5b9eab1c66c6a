// What only a look from outside can see: a lineage that somebody terminated, and a workflow whose code fails at every try.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, inject } from 'vitest';
import { BACKLOG, lineageWorkflowId } from '../../core/contracts/ids.js';
import { isAlive } from '../../disk/identity.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, until } from '../support/bench.js';
import { claims, type HeldAgent, holdAgent, WHOLE } from '../support/stages.js';
import { quick, slow } from '../support/tier.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let bench: Bench;
let held: HeldAgent | null = null;
afterEach(() => {
  held?.letGo();
  bench.close();
});

async function open(...tasks: string[]): Promise<void> {
  bench = await new Bench(inject('temporalAddress')).withTasks(...tasks);
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 3 }] });
}

/** As somebody does in the Web UI. */
async function terminateLineage(): Promise<void> {
  const address = inject('temporalAddress');
  const choice = { kind: 'external' as const, address, namespace: NAMESPACE, from: 'the test', uiUrl: null };
  const { client, close } = await openClient({ ...choice, connectionOptions: { address } });
  await client.workflow.getHandle(lineageWorkflowId(path.basename(bench.stateDir()), BACKLOG)).terminate('by hand');
  await close();
}

describe('a lineage that is terminated while its agent works', () => {
  quick('and its worker is dead: the next worker ends the agent and takes the turn back', async () => {
    await open('t1', 't2');
    const first = bench.start('run', 'daemon');
    held = await holdAgent(bench);
    first.child.kill('SIGKILL');
    await first.ended;
    await terminateLineage();
    const { code, output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('which runs no more: it was ended');
    expect(isAlive(held.agent)).toBe(false);
    expect(code, 'one is blocked').toBe(11);
    expect(bench.names('tasks/blocked')).toEqual(['t1.md']);
    expect(bench.names('tasks/done'), 'the other one went on in a new lineage').toEqual(['t2.md']);
  });

  slow('and its worker serves: it ends the agent and takes the turn back', async () => {
    await open('t1');
    const worker = bench.start('run', '--until', 'idle');
    held = await holdAgent(bench);
    await terminateLineage();
    const { code, output } = await worker.ended;
    expect(output).toContain('which runs no more: it was ended');
    expect(isAlive(held.agent)).toBe(false);
    expect(code).toBe(11);
    expect(claims(bench), 'nothing was started again').toEqual([1]);
  });
});

/** Another build of the product, of which every workflow fails. */
function brokenBuild(): string {
  const build = path.join(path.dirname(bench.workspace), 'build');
  for (const name of ['dist', 'assets', 'package.json'])
    cpSync(path.join(root, name), path.join(build, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(build, 'node_modules'));
  const bundle = path.join(build, 'dist', 'workflow-bundle.js');
  const code = readFileSync(bundle, 'utf8');
  const broken = code.replaceAll(
    /function (workspace|lineage)Card\(state\)\s*\{/g,
    "$& throw new Error('a wrong build');",
  );
  expect(broken).not.toBe(code);
  writeFileSync(bundle, broken);
  return path.join(build, 'dist', 'cli', 'main.cjs');
}

describe('a worker of another build', () => {
  slow(
    'cannot help; alone, with workflows that fail, it says so, status too, and the right build goes on',
    async () => {
      await open('t1');
      const main = brokenBuild();
      const daemon = bench.start('run', 'daemon');
      await until(() => bench.events('runtime_started').length === 1, 'the daemon begins');
      const refused = await bench.startBuild(main, 'run').ended;
      expect(refused.code).toBe(5);
      expect(refused.output).toContain('with another build of millrace');
      daemon.child.kill('SIGTERM');
      await daemon.ended;

      const wrong = bench.startBuild(main, 'run');
      await until(() => wrong.said().includes('cannot go on'), 'it sees that a workflow cannot go on');
      expect(wrong.said()).toContain('a wrong build');
      const { code, output } = await bench.run('status', '--check');
      expect(code).toBe(20);
      expect(output).toContain('cannot go on: its code fails at every try');
      wrong.child.kill('SIGKILL');
      await wrong.ended;

      const right = await bench.run('run', '--until', 'idle');
      expect(right.code, right.output).toBe(0);
      expect(bench.stages()).toEqual(WHOLE);
      expect((await bench.run('status', '--check')).code).toBe(0);
    },
  );
});
