// The guard asks the server once about each workflow, and finds by that what was done to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import { harmTo } from './harm.js';
import type { WorkspacePlace } from './place.js';

let workspace: string;
beforeEach(() => void (workspace = mkdtempSync(`${tmpdir()}/millrace-harm-`)));
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const ID = 'here';
const WORKFLOW = workspaceWorkflowId(ID);
const place = (): WorkspacePlace => ({ id: ID, dirs: { workspace, state: workspace } }) as unknown as WorkspacePlace;

/** `first`: the run that the first event of this one was written for. */
function server(status: string, { runId, first = runId }: { runId: string; first?: string }) {
  const describe = vi.fn(() => Promise.resolve({ status: { name: status }, runId }));
  const originalExecutionRunId = first;
  const history = { events: [{ workflowExecutionStartedEventAttributes: { originalExecutionRunId } }] };
  const workflowService = { getWorkflowExecutionHistory: vi.fn(() => Promise.resolve({ history })) };
  const getHandle = () => ({ describe });
  const client = { workflow: { getHandle }, workflowService, options: { namespace: 'default' } };
  return { describe, client: client as unknown as Client };
}

it('asks once while all is well', async () => {
  const { client, describe } = server('RUNNING', { runId: 'run-1' });
  expect(await harmTo(client, place())).toBeNull();
  expect(describe).toHaveBeenCalledTimes(1);
});

it('finds a run that was reset, one that was ended, and one that nobody knows', async () => {
  const reset = server('RUNNING', { runId: 'run-2', first: 'run-1' });
  expect(await harmTo(reset.client, place())).toMatchObject({ kind: 'reset', why: expect.stringContaining(WORKFLOW) });
  const ended = server('TERMINATED', { runId: 'run-3' });
  expect(await harmTo(ended.client, place())).toMatchObject({
    kind: 'ended',
    why: expect.stringContaining('TERMINATED'),
  });
  const lost = server('RUNNING', { runId: 'run-4' });
  lost.describe.mockRejectedValue(new WorkflowNotFoundError('gone', WORKFLOW, undefined));
  expect(await harmTo(lost.client, place())).toMatchObject({ kind: 'forgotten' });
});

it('says nothing where the server does not answer', async () => {
  const { client, describe } = server('RUNNING', { runId: 'run-5' });
  describe.mockRejectedValue(new Error('unavailable'));
  await expect(harmTo(client, place())).rejects.toThrow('unavailable');
});
