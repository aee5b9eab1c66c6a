// The commands of operators about items.
import type {
  CancelArgs,
  ClearArgs,
  ItemArgs,
  RequeueArgs,
  RetargetArgs,
  RetryActiveArgs,
  SupersedeArgs,
} from '../../../contracts/interventions.js';

/** Arguments of each, by the name of its message. */
export interface InterventionArgs {
  cancel: CancelArgs;
  requeue: RequeueArgs;
  retry_active: RetryActiveArgs;
  supersede: SupersedeArgs;
  retarget: RetargetArgs;
  resolve_incident: ItemArgs;
  clear_stale_state: ClearArgs;
}

export type InterventionName = keyof InterventionArgs;

export type InterventionEvent = {
  [N in InterventionName]: { type: N; at: string; args: InterventionArgs[N] };
}[InterventionName];
