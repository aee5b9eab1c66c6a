// Plays outcomes until the activation ends, one does not fit, or there are no more.
import type { Plan } from '../contracts/plan.js';
import { misfit } from './fits.js';
import type { Told } from './outcomes.js';
import type { Played, PlayedStage } from './played.js';
import { Stand } from './stand.js';
import { planFrom, type SimulationStart } from './start.js';

/** Never throws; the first outcome that does not fit ends the play and is its `fault`. */
export function play(plan: Plan, start: SimulationStart, told: readonly Told[]): Played {
  const stand = new Stand(planFrom(plan, start), start);
  const stages: PlayedStage[] = [];
  for (const [at, one] of told.entries()) {
    const up = stand.up();
    if (up === null) return { start, stages, ...stand.standing(), unused: told.slice(at), fault: null };
    const fault = misfit(one, up.id, up.node, plan);
    if (fault !== null) return { start, stages, ...stand.standing(), unused: told.slice(at), fault };
    stages.push(stand.say(one, up.node));
  }
  return { start, stages, ...stand.standing(), unused: [], fault: null };
}
