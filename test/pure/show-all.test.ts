// G16: the whole of a state shows what the changes on the way to it have shown, whatever happened.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Approval } from '../../core/contracts/approvals.js';
import { compareOrders } from '../../disk/mirror/manifest.js';
import { type Sections, sectionsIn, shownMarkers, takeOver } from '../../disk/mirror/sections.js';
import { NOT_SHOWN_AT_ONCE } from '../../disk/mirror/verify-sections.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { showAll } from '../../core/engine/show-all.js';
import { itemKey } from '../../core/engine/workspace/scheduler-state.js';
import { action, beginEvent, gated, named, perform } from './history.js';
import { Story } from './story.js';
import { World } from './world.js';

const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 100);

const silent = Object.fromEntries(NOT_SHOWN_AT_ONCE.map((field) => [field, null]));

type Place = Extract<MirrorEntry, { kind: 'place' }>;

/** What the mirror would show of these entries, in memory. */
class Shown {
  readonly places = new Map<string, Place>();
  readonly sections: Sections = sectionsIn(null);
  readonly blocked = new Set<string>();
  readonly approvals = new Map<string, Approval>();

  apply(entries: readonly MirrorEntry[]): this {
    for (const entry of entries) {
      if (entry.kind === 'place') this.place(entry);
      if (entry.kind === 'approval') this.approve(entry.value);
      if (entry.kind === 'blocked') this.blocked.add(itemKey(entry.family, entry.id));
      if (entry.kind === 'workspace' || entry.kind === 'run' || entry.kind === 'marker') takeOver(this.sections, entry);
    }
    return this;
  }

  /** What was decided stays so. */
  private approve(value: Approval): void {
    const known = this.approvals.get(value.id);
    if (known === undefined || known.status === 'pending') this.approvals.set(value.id, value);
  }

  private place(entry: Place): void {
    const key = itemKey(entry.family, entry.id);
    if (compareOrders(entry.order, this.places.get(key)?.order ?? null) < 0) return;
    this.places.set(key, entry);
    if (entry.state !== 'blocked' && entry.state !== 'active') this.blocked.delete(key);
  }

  /** Orders and the time of the section aside: those tell which change was last, not what is shown. */
  seen(): unknown {
    const { orders: _orders, over: _over, workspace, activations, ...sections } = this.sections;
    const known = activations.map(({ lineage, activation }) => [lineage, { ...activation, ...silent }]);
    const status = shownMarkers(this.sections);
    const places = Object.fromEntries([...this.places].map(([key, { state, sha256 }]) => [key, `${state} ${sha256}`]));
    const approvals = Object.fromEntries(this.approvals);
    return {
      places,
      approvals,
      known,
      status,
      sections,
      workspace: { ...workspace, updatedAt: '' },
    };
  }
}

const all = (world: World): MirrorEntry[] => showAll(world.scheduler, [...world.lineages.values()], world.now());

/** The message of an activation that is over is on its way: what it showed last is in there. */
const isBack = ({ scheduler, lineages }: World): boolean =>
  scheduler.turns.some(({ number, item }) => {
    const { lastTurn = 0, activation = null } = lineages.get(item.root) ?? {};
    return lastTurn >= number && activation?.turn !== number;
  });

function check(world: World): void {
  const came = new Shown().apply(world.shown);
  const whole = new Shown().apply(all(world));
  if (!isBack(world)) expect(whole.seen()).toEqual(came.seen());
  expect([...whole.blocked].filter((key) => !came.blocked.has(key))).toEqual([]);
  const before = came.seen();
  expect(came.apply(all(world)).seen(), 'applied on top it changes nothing').toEqual(before);
}

/** Revision and lanes, with gates before stages or without. */
const MACHINES = [
  { rules: 4, lanes: 1 },
  { rules: 5, lanes: 1 },
  { rules: 5, lanes: 2 },
  { rules: 5, lanes: 8 },
].flatMap((machine) => [
  { ...machine, gates: 'no' },
  { ...machine, gates: 'with' },
]);
const share = { numRuns: Math.ceil(RUNS / 2) };

const worldOf = ({ rules, lanes, gates }: (typeof MACHINES)[number]): World => {
  const { plan, digest } = gates === 'no' ? named : gated;
  const world = new World(plan, digest, 'ws', rules, lanes);
  world.command(beginEvent(world, 'first', null));
  return world;
};

it.each(MACHINES)(
  'shows the same as the changes as they came, after any story: rules $rules, lanes $lanes, $gates gates',
  { timeout: 3_600_000 },
  (machine) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (steps) => {
        const world = worldOf(machine);
        for (const [number, step] of steps.entries()) {
          perform(world, step, number);
          if (number % 5 === 0) check(world);
        }
        check(world);
      }),
      share,
    );
  },
);

function deliverAllButTimers(world: World): void {
  const next = (): number => world.letters.findIndex((letter) => letter.event.type !== 'timer');
  for (let index = next(); index >= 0; index = next()) world.deliver(index, false);
}

it('shows the same of a wait for the environment that is held, and of a stage that is held after it', () => {
  const story = new Story();
  story.begin();
  story.add('task', 'a');
  story.deliver();
  const failure = { outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment' } as const;
  story.world.end((request) => story.world.outcome(request, failure));
  for (const control of ['pause', 'resume', 'pause'] as const) {
    deliverAllButTimers(story.world);
    story.control(control);
    deliverAllButTimers(story.world);
    check(story.world);
  }
  story.deliver();
  check(story.world);
});

it('shows the same of items that wait for others, also after continue-as-new', () => {
  const story = new Story();
  for (const id of ['c', 'a', 'b']) story.add('task', id, { dependsOn: ['missing'] });
  story.world.renew();
  check(story.world);
});

it.each(MACHINES)(
  'gives way to every change of a later state, and not to one of an earlier: rules $rules, lanes $lanes, $gates gates',
  { timeout: 3_600_000 },
  (machine) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.array(action, { maxLength: 30 }), (before, after) => {
        const world = worldOf(machine);
        before.forEach((step, number) => perform(world, step, number));
        const early = all(world);
        const known = world.shown.length;
        after.forEach((step, number) => perform(world, step, 1000 + number));
        const came = new Shown().apply(world.shown).seen();
        const late = new Shown().apply(early).apply(world.shown.slice(known)).apply(world.shown.slice(0, known));
        expect(late.seen()).toEqual(came);
        expect(new Shown().apply(world.shown).apply(early).seen()).toEqual(came);
      }),
      share,
    );
  },
);
