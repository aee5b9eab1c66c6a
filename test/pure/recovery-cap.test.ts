// A17: how many stages an item may start without an operator's decision: those of one activation, as the plan proves, times one more than
// the runtime queues it again by itself. Whoever fails and however, there are never more; and the proof's own walk uses up an activation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageOutcome } from '../../core/contracts/stage.js';
import type { ProofStep } from '../../core/plan/proof/graph.js';
import { compileShipped } from '../support/plan.js';
import { beginEvent, enqueue } from './history.js';
import { WatchedWorld } from './watched.js';

const { named, witnesses } = compileShipped();
const MOST = named.plan.planes.execution?.maxStageRuns['task'] ?? 0;
/** Of the spending that begins it here. */
const REQUEUES = 2;

type Ending = Pick<StageOutcome, 'outcome'> & Partial<StageOutcome>;

/** What a stage may end with that goes wrong: by its agent's word, by its form, by its runner, by a denied gate's class. */
const failing: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('BLOCKED', 'FIX_NEEDED').map((outcome) => ({ outcome })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('missing_terminal_result', 'runner_timeout', 'missing_artifact', 'illegal_terminal_result')
      .map((failureClass) => ({ outcome: 'BLOCKED', failureClass, origin: 'runner' }) as Ending),
  },
  { weight: 4, arbitrary: fc.constant({ outcome: 'SUCCESS' }) },
);

function opened(): WatchedWorld {
  const world = new WatchedWorld(named.plan, named.digest);
  world.command(beginEvent(world, 'first', null, 'run'));
  enqueue(world, { n: 1, root: 0, needs: 9 }, 1);
  return world;
}

/** Plays until nothing goes on; how many stages the task had. */
function stagesOf(world: WatchedWorld, next: (stage: number) => Ending): number {
  const goesOn = (): boolean => world.letters.length + world.running.length > 0 || world.wake();
  for (let step = 0; step < 20_000 && goesOn(); step += 1) {
    if (world.letters.length > 0) world.deliver(0, false);
    else
      world.end((request) => world.outcome(request, allowed(Object.keys(request.outcomes), next(request.stageNumber))));
  }
  expect(goesOn(), 'it comes to rest').toBe(false);
  return Math.max(0, ...[...world.undecided].flatMap(([item, stages]) => (item.startsWith('task/') ? [stages] : [])));
}

/** The first outcome of a stage is its success; one that it does not know becomes BLOCKED. */
function allowed(outcomes: string[], ending: Ending): Ending {
  const outcome = ending.outcome === 'SUCCESS' ? (outcomes[0] ?? '') : ending.outcome;
  return { ...ending, outcome: outcomes.includes(outcome) ? outcome : 'BLOCKED' };
}

describe('an item that nobody decides about', () => {
  it('never has more stages than the cap, whatever fails', () => {
    let largest = 0;
    fc.assert(
      fc.property(fc.array(failing, { minLength: 20, maxLength: 60 }), (endings) => {
        let at = 0;
        const stages = stagesOf(opened(), () => endings[at++ % endings.length] ?? { outcome: 'BLOCKED' });
        largest = Math.max(largest, stages);
        expect(stages).toBeLessThanOrEqual((1 + REQUEUES) * MOST);
      }),
      { numRuns: 60, seed: 17 },
    );
    expect(largest, 'the failures repeat').toBeGreaterThan(20);
  });

  it('is queued again by itself as often as the cap counts on', () => {
    const world = opened();
    const stages = stagesOf(world, () => ({ outcome: 'BLOCKED', failureClass: 'runner_timeout', origin: 'runner' }));
    expect(world.stagesOfRun.size).toBe(1 + REQUEUES);
    expect(stages).toBeLessThanOrEqual((1 + REQUEUES) * MOST);
  });

  it('has exactly as many as the proof says in an activation that goes its longest way', () => {
    const way = witnesses.execution?.['task'] ?? [];
    const world = opened();
    const stages = stagesOf(world, (stage) => endingOf(way[stage - 1]));
    expect([...world.stagesOfRun.values()][0]).toBe(MOST);
    expect(stages).toBeLessThanOrEqual((1 + REQUEUES) * MOST);
  });
});

const endingOf = (step: ProofStep | undefined): Ending =>
  step === undefined
    ? { outcome: 'BLOCKED' }
    : ({
        outcome: step.outcome,
        ...(step.failureClass === undefined ? {} : { failureClass: step.failureClass, origin: 'runner' }),
        ...(step.resume === undefined ? {} : { resume: step.resume }),
      } as Ending);
