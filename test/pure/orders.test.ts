// Pause, resume, stop and start in every order of up to five, against a model of two switches: work begins while both are on and at no
// other time, and when both are on in the end every stage has run once, in its order, and nothing is left behind.
import { describe, expect, it } from 'vitest';
import { mayGo } from '../../core/engine/workspace/turns/leash.js';
import { beginEvent, enqueue, named } from './history.js';
import { checkEnd } from './play.js';
import { ensure, WatchedWorld } from './watched.js';

const STEPS = ['pause', 'resume', 'stop', 'start'] as const;
type Step = (typeof STEPS)[number];

/** All of length five. A shorter one is the beginning of one that ends as every order does here: with a start and a resume. */
const ORDERS = STEPS.flatMap((a) =>
  STEPS.flatMap((b) => STEPS.flatMap((c) => STEPS.flatMap((d) => STEPS.map((e) => [a, b, c, d, e] as const)))),
);

/** What the answers promise: nothing begins while it is paused, or until somebody starts what was stopped. */
interface Switches {
  served: boolean;
  paused: boolean;
}
const AFTER: Readonly<Record<Step, Partial<Switches>>> = {
  pause: { paused: true },
  resume: { paused: false },
  stop: { served: false },
  start: { served: true },
};
const isOn = ({ served, paused }: Switches): boolean => served && !paused;

class Told {
  readonly world: WatchedWorld;
  /** `node item` of each stage, as they end. */
  readonly ended: string[] = [];
  private commands = 0;

  constructor(lanes: number) {
    this.world = new WatchedWorld(named.plan, named.digest, undefined, lanes);
    // Two tasks, of a root each.
    for (const n of [0, 1]) enqueue(this.world, { n, root: n, needs: 9 }, n);
  }

  tell(step: Step): void {
    const commandId = `${step}-${(this.commands += 1)}`;
    const args = { commandId, issuer: 'test', reason: '' };
    if (step === 'start') this.world.command(beginEvent(this.world, commandId, null));
    else this.world.command({ type: step, at: this.world.now(), args });
    this.deliver();
  }

  /** Every agent at work ends well. */
  endAll(): void {
    for (let left = this.world.running.length; left > 0; left -= 1)
      this.world.end((request) => {
        this.ended.push(`${request.node} ${request.item.id}`);
        return this.world.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' });
      });
    this.deliver();
  }

  /** In the order of posting. */
  deliver(): void {
    while (this.world.letters.length > 0) this.world.deliver(0, false);
  }
}

/**
 * `ends`: between two steps the agents at work end; else they work on until the last step. `lost`: a command that never arrives.
 * Returns what began, or did not go on, against what the switches say.
 */
function played(order: readonly Step[], lanes: number, ends: boolean, lost?: Step): string[] {
  const told = new Told(lanes);
  const { world } = told;
  const wrong: string[] = [];
  let switches: Switches = { served: false, paused: false };
  for (const step of order) {
    const before = world.started.size;
    if (step !== lost) told.tell(step);
    switches = { ...switches, ...AFTER[step] };
    if (ends) told.endAll();
    if (!isOn(switches) && world.started.size > before) wrong.push(`${order.join(' ')}: a stage began after ${step}`);
    if (isOn(switches) && !mayGo(world.scheduler)) wrong.push(`${order.join(' ')}: it does not go on after ${step}`);
  }
  told.tell('start');
  told.tell('resume');
  for (let round = 0; world.running.length > 0 && round < 20; round += 1) told.endAll();
  checkEnd(world);
  const story = (n: number): string => told.ended.filter((one) => one.endsWith(` ${world.names.id(n)}`)).join(', ');
  for (const n of [0, 1]) {
    const whole = ['builder', 'checker', 'updater'].map((node) => `${node} ${world.names.id(n)}`).join(', ');
    ensure(story(n) === whole, `${order.join(' ')}: every stage once, in its order`, () => story(n));
  }
  const over = world.scheduler.finished.filter(({ done }) => done);
  ensure(over.length === 2, `${order.join(' ')}: something is left behind`, () => world.scheduler.items);
  return wrong;
}

describe(`pause, resume, stop and start in ${ORDERS.length} orders`, () => {
  it.each([
    { lanes: 1, ends: true },
    { lanes: 2, ends: false },
  ])(
    'do what they say and leave nothing behind; lanes $lanes, agents end between two steps: $ends',
    ({ lanes, ends }) => {
      expect(ORDERS.flatMap((order) => played(order, lanes, ends))).toEqual([]);
    },
  );

  it.each(['pause', 'stop'] as const)('would be caught if %s were lost', (lost) => {
    expect(played(['start', lost], 2, true, lost)).toEqual([`start ${lost}: a stage began after ${lost}`]);
  });
});
