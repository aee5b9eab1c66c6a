// A stage whose agent edits in a tree of its own: it works there, its desk lies there, and what people read is in the workspace.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runContext } from '../../agents/context.js';
import { readKept } from '../../agents/desk/kept.js';
import { leasedTree, sweepTarget } from '../../agents/host/target.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, type Stand } from './stand.js';

function treeOf(stand: Stand, name: string): string {
  const tree = join(stand.stateDir, 'trees', name);
  mkdirSync(tree, { recursive: true });
  return tree;
}

test('the agent edits the tree, and leaves its documents there; the workspace gets only what is shown of them', async () => {
  const stand = makeStand();
  const treeDir = treeOf(stand, 'r1');
  const request = stand.request();
  const { deskDir } = runContext(request, { ...stand.deps(), treeDir }, '/journal');
  expect(deskDir).toBe(join(treeDir, '.millrace', 'desk', request.requestId));
  const adapters = [shRunner(`pwd; echo x >made; echo report >'${deskDir}/report.md'`)];
  const result = await runAgent(request, stand.deps({ adapters, treeDir }));
  expect(result.finalMessage).toBe(`${treeDir}\n`);
  expect(readFileSync(join(treeDir, 'made'), 'utf8')).toBe('x\n');
  expect(readKept(stand.stateDir, request)?.files.map(({ path }) => path)).toEqual(['report.md']);
  expect(readdirSync(stand.workspaceDir)).toEqual(['millrace-agents']);
  expect(existsSync(join(stand.workspaceDir, 'millrace-agents', 'runs', 'run-1'))).toBe(true);
});

test('agents in different trees work at the same time; in one tree the second is refused', async () => {
  const stand = makeStand();
  const [first, second] = [treeOf(stand, 'r1'), treeOf(stand, 'r2')];
  const play = (requestId: string, treeDir: string, script: string) =>
    runAgent(stand.request({ requestId }), stand.deps({ adapters: [shRunner(script)], treeDir }));
  const waits = `until [ -e go ]; do sleep 0.02; done`;
  const one = play(`request-${process.pid}-one`, first, waits);
  while (!existsSync(join(first, 'starts'))) await new Promise((resolve) => setTimeout(resolve, 10));
  const other = await play(`request-${process.pid}-other`, second, 'echo free');
  expect(other.exitKind).toBe('completed');
  const third = await play(`request-${process.pid}-third`, first, 'echo never');
  expect(third.failure?.class).toBe('work_tree_busy');
  const journal = stand.journal(`request-${process.pid}-third`);
  expect(leasedTree(journal), 'it wanted the tree').toBe(first);
  expect(sweepTarget(journal, 'everything').held?.leased, 'and whoever holds it is none of its own').toBeNull();
  await play(`request-${process.pid}-go`, second, `echo >'${join(first, 'go')}'`);
  expect((await one).exitKind).toBe('completed');
});
