// Branch and bound over circulations: the heaviest of those that are left is looked at first. The first that hangs together
// weighs as much as any walk can; and whenever the steps end, the heaviest that is left still bounds all walks.
import type { Network } from './network.js';
import type { Relaxation } from './relaxation.js';
import { branches } from './relaxation.js';
import type { ProofSteps } from './steps.js';

/** That relaxation: no walk has more stage runs, and where it hangs together perhaps one has as many. */
export function tightest(network: Network, first: Relaxation, steps: ProofSteps): Relaxation {
  let heaviest = first;
  for (const open: Relaxation[] = []; heaviest.disconnected.size > 0;) {
    open.push(...branches(network, heaviest, steps));
    open.sort((a, b) => a.runs - b.runs);
    const next = open.pop();
    // Branches that were cut short are no bound for what they left out.
    if (steps.arcs <= 0 || next === undefined) return heaviest;
    heaviest = next;
  }
  return heaviest;
}
