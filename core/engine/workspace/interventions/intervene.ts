// The one way from a command about items to what it does.
import type { Handled, SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { cancel } from './cancel.js';
import { clearStaleState } from './clear.js';
import type { InterventionEvent } from './events.js';
import { requeue } from './requeue.js';
import { resolveIncident } from './resolve.js';
import { retarget } from './retarget.js';
import { retryActive } from './retry-active.js';
import { supersedeItem } from './supersede.js';

export function intervene(state: SchedulerState, event: InterventionEvent, effects: SchedulerEffect[]): Handled {
  const { at } = event;
  switch (event.type) {
    case 'cancel':
      return cancel(state, event.args, at, effects);
    case 'requeue':
      return requeue(state, event.args, at, effects);
    case 'retry_active':
      return retryActive(state, event.args, at, effects);
    case 'supersede':
      return supersedeItem(state, event.args, at, effects);
    case 'retarget':
      return retarget(state, event.args, at, effects);
    case 'resolve_incident':
      return resolveIncident(state, event.args, at, effects);
    case 'clear_stale_state':
      return clearStaleState(state, event.args, at, effects);
  }
}
