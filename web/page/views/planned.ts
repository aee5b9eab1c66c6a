// What the pictures of a plan are made of: the plan itself, and what went over it lately.
import type { Flow, PlanPicture } from '../../contract.js';
import { HOURS } from '../graph/use-plane.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { report } from '../store/workspace.js';

/** Asked for again when another plan is active. */
export const usePlan = (wsKey: string) =>
  useAnswer<PlanPicture>(pathIn(wsKey, 'graph'), report.value?.workspace.plan_id);

/** `again` and `pause` as `useAnswer` has them. */
export const useFlow = (wsKey: string, again?: unknown, pause?: number) =>
  useAnswer<Flow>(`${pathIn(wsKey, 'flow')}?hours=${HOURS}`, again, pause);
