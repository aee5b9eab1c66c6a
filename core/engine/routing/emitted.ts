// Documents of a stage wait here until the turn goes back. Child specs lie one generation deeper; a limit makes them wait.
import type { Plan } from '../../contracts/plan.js';
import type { StageOutcome } from '../../contracts/stage.js';
import type { Activation } from '../../contracts/activation.js';

export function keepEmitted(activation: Activation, outcome: StageOutcome, plan: Plan): void {
  for (const ref of outcome.emitted.slice(0, plan.limits.emittedPerStage)) {
    const deeper = ref.family === 'spec' && activation.item.family !== 'probe' ? 1 : 0;
    const generation = activation.item.generation + deeper;
    const over = generation > plan.limits.generations;
    const stuck = over
      ? `it lies ${generation} generations below its root; the plan allows ${plan.limits.generations}`
      : null;
    activation.emitted.push({ ...ref, generation, stuck });
  }
}
