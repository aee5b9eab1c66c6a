// The one way from a command about items to what it does.
import type { Answered } from '../scheduler-events.js';
import { cancel } from './cancel.js';
import { clearStaleState } from './clear.js';
import type { InterventionEvent } from './events.js';
import { requeue } from './requeue.js';
import { resolveIncident } from './resolve.js';
import { retarget } from './retarget.js';
import { retryActive } from './retry-active.js';
import { supersedeItem } from './supersede.js';
import type { WorkspaceStep } from '../step.js';

export function intervene(step: WorkspaceStep, event: InterventionEvent): Answered {
  switch (event.type) {
    case 'cancel':
      return cancel(step, event.args);
    case 'requeue':
      return requeue(step, event.args);
    case 'retry_active':
      return retryActive(step, event.args);
    case 'supersede':
      return supersedeItem(step, event.args);
    case 'retarget':
      return retarget(step, event.args);
    case 'resolve_incident':
      return resolveIncident(step, event.args);
    case 'clear_stale_state':
      return clearStaleState(step, event.args);
  }
}
