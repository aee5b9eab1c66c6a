// Histories as Temporal's own command line gives them, every run of both workflows of a workspace.
import { execa } from 'execa';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import type { TestServer } from '../../support/server.js';
import type { History } from '../history.js';
import { startOf } from '../history.js';

/** Stdout of the `temporal` command. Throws with what it said when it fails. */
export async function temporal(server: TestServer, ...args: string[]): Promise<string> {
  const all = [...args, '--address', server.address, '--namespace', NAMESPACE];
  const { stdout } = await execa(server.binary, all, { maxBuffer: 64 << 20 });
  return stdout;
}

/** Runs of the workspace's workflow, and those of all its lineages, each in the order in which they began. */
export async function recordedRuns(
  server: TestServer,
  workspace: string,
): Promise<Record<'workspace' | 'lineage', History[]>> {
  const own = await runsOf(server, workspaceWorkflowId(workspace));
  const lineages: History[] = [];
  for (const root of rootsIn(own)) lineages.push(...(await runsOf(server, lineageWorkflowId(workspace, root))));
  return { workspace: own, lineage: lineages };
}

/** From the newest run back to the first: each says which one it continues. */
async function runsOf(server: TestServer, workflowId: string): Promise<History[]> {
  const runs: History[] = [];
  for (let runId = ''; ;) {
    const which = ['--workflow-id', workflowId, ...(runId === '' ? [] : ['--run-id', runId])];
    const history = JSON.parse(await temporal(server, 'workflow', 'show', '--output', 'json', ...which)) as History;
    runs.unshift(history);
    runId = startOf(history).continuedExecutionRunId ?? '';
    if (runId === '') return runs;
  }
}

/** Lineages that the workspace started. */
function rootsIn(runs: readonly History[]): string[] {
  const events = runs.flatMap(({ events }) => events);
  const started = events.flatMap((event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? []);
  const ids = started.map(({ workflowId }) => workflowId);
  return [...new Set(ids)].map((id) => id.slice(id.lastIndexOf(':') + 1));
}
