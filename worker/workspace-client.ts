// Commands to one workspace's workflow. Each starts the workflow when it does not run; ids make a repeat harmless.
import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { taskQueues } from '../core/contracts/activities.js';
import type { Answer, WorkflowSettings } from '../core/contracts/commands.js';
import { NEWEST_RULES } from '../core/engine/rules.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import type { UpdateDefinition } from '@temporalio/common';
import type { WorkspaceInput } from '../workflows/messages.js';
import { WORKSPACE } from '../workflows/messages.js';

export type Send = <A extends { commandId: string }>(update: UpdateDefinition<Answer, [A]>, args: A) => Promise<Answer>;

/** `timeoutMs`: how long an answer is waited for. */
export function workspaceClient(
  client: Client,
  workspace: string,
  settings: WorkflowSettings,
  timeoutMs: number,
): Send {
  const input: WorkspaceInput = { v: 1, workspace, settings, rules: NEWEST_RULES, carried: null, lineages: [] };
  return (update, args) => {
    const start = new WithStartWorkflowOperation(WORKSPACE, {
      workflowId: workspaceWorkflowId(workspace),
      taskQueue: taskQueues(workspace).workflow,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowTaskTimeout: '2s',
      staticSummary: `workspace ${workspace}`,
    });
    const options = { args: [args] as [typeof args], updateId: args.commandId, startWorkflowOperation: start };
    return client.withDeadline(Date.now() + timeoutMs, () => client.workflow.executeUpdateWithStart(update, options));
  };
}
