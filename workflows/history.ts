// When a workflow continues as new.
import { makeContinueAsNewFunc, type Workflow, workflowInfo } from '@temporalio/workflow';
import type { WorkflowSettings } from '../core/contracts/commands.js';

/** Time for a new run: 50 MB or 51,200 events would end the workflow, and long histories are slow to read. */
/** The length apart, a revision that was offered and is not in force yet is a reason. */
export const isDue = (settings: WorkflowSettings, state: { rules: number; nextRules: number }): boolean =>
  state.nextRules > state.rules || isLong(settings);

/** Beyond all patience. */
export const isOverlong = ({ historyEvents }: WorkflowSettings): boolean => {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= OVERLONG * historyEvents || continueAsNewSuggested;
};

const OVERLONG = 4;

export function isLong(settings: WorkflowSettings): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= settings.historyEvents || continueAsNewSuggested;
}

/** Its summary does not go on with it; its memo does, which names it in lists. */
export function continueAs<F extends Workflow>(...args: Parameters<F>): Promise<never> {
  const { memo = {} } = workflowInfo();
  return makeContinueAsNewFunc<F>({ memo })(...args);
}
