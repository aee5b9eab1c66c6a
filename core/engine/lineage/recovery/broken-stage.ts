// In the lineage: a stage that breaks off at once as another item did just before is no failure of its item. It waits as for
// any broken environment. Only from revision 4 on.
import type { StageOutcome } from '../../../contracts/stage.js';
import type { ActiveStep } from '../step.js';
import { waitForEnvironment } from './environment.js';

/** False when the outcome has to be routed; then what it says of the runner is noted. */
export function waitForRunner(step: ActiveStep, outcome: StageOutcome): boolean {
  const { activation } = step;
  const { brokeOff } = outcome;
  if (brokeOff === undefined) {
    // What was waited for once is known as a broken environment from then on.
    if (activation.waitedFor !== undefined) activation.recovered = activation.waitedFor;
    else if (activation.recovered === undefined) delete activation.suspect;
    for (const key of ['brokeOff', 'waitedFor'] as const) delete activation[key];
    return false;
  }
  activation.brokeOff = brokeOff;
  if (brokeOff !== activation.suspect) return false;
  activation.waitedFor = brokeOff;
  return waitForEnvironment(step, { ...outcome, failureClass: 'runner_broken' });
}
