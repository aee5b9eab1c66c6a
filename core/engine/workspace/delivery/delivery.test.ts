// A root that passed is delivered before it closes: one at a time, in the order in which they passed, and never for ever.
import { describe, expect, it } from 'vitest';
import { compareOrders } from '../../../../disk/mirror/manifest.js';
import { NEWEST_RULES } from '../../../contracts/rules.js';
import { type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { deliveredAs } from '../../../../test/pure/deliveries.js';

const PLAN = compileShipped('', 'default_codex').named;
const [LANDED, WORK, WAITS, USED_UP, TAKEN, STAYS, NOTHING] = [0, 1, 2, 3, 4, 5, 6];

/** Each Manager leaves one task of its root. `delivers`: rounds of merging; absent = roots are not delivered. */
function withRoots(roots: readonly string[], { delivers = 2, script = {}, rules = NEWEST_RULES }: With = {}): Story {
  const tasks = Object.fromEntries(
    roots.map((root) => [
      `manager:${root}`,
      [{ outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', `t-${root}`, root, [])] }],
    ]),
  );
  const story = new Story({ ...tasks, ...script }, PLAN, rules);
  story.begin();
  story.reload({ delivers, planDigest: 'per root' });
  for (const root of roots) story.add('spec', root, { root });
  return story;
}

interface With {
  delivers?: number;
  script?: Script;
  rules?: number;
}

const target = (story: Story) => story.last('target')?.value;
const judge = (story: Story, root: string, commandId = 'judge') =>
  story.world.command({
    type: 'judge',
    at: story.world.now(),
    args: { commandId, issuer: 'tester', reason: 'mended', root },
  });
const pump = (story: Story): void => {
  story.deliver();
  while (story.world.running.length > 0) story.endStage();
};

describe('a root that passed', () => {
  it.each([
    ['landed', LANDED],
    ['taken', TAKEN],
    ['stays', STAYS],
    ['nothing', NOTHING],
  ] as const)('is closed when its branch is %s, and says so', (kind, pick) => {
    const story = withRoots(['r']);
    story.delivered.push(pick);
    story.play();
    expect(story.world.delivering).toEqual([
      { workspace: 'ws', root: 'r', sha256: expect.any(String), attempt: 1, rounds: 0, limit: 2 },
    ]);
    expect(target(story)).toMatchObject({ root: 'r', state: 'closed' });
    expect(story.events('closure_passed')).toMatchObject([{ root: 'r' }]);
    expect(story.events('delivery_answered')).toMatchObject([{ root: 'r', attempt: 1, kind }]);
    expect(story.events('closure_target_closed')).toMatchObject([{ root: 'r', delivery: kind }]);
    expect(story.world.scheduler).toMatchObject({ targets: [] });
    expect(story.world.scheduler.delivery).toBeUndefined();
  });

  it.each([
    ['where nothing is said of deliveries', {}],
    ['under the rules before', { delivers: 2, rules: 9 }],
  ])('is closed at once %s', (_, { delivers, rules = NEWEST_RULES }: With) => {
    const story = withRoots(['r'], { rules });
    story.reload({ planDigest: 'another', ...(delivers === undefined ? {} : { delivers }) });
    story.play();
    expect(story.world.delivering).toEqual([]);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });

  it('is not closed, and has its lineage, while it is delivered; the workspace runs', () => {
    const story = withRoots(['r']);
    pump(story);
    expect(target(story)).toMatchObject({ state: 'delivering', delivery: { attempts: 1, rounds: 0, asked: true } });
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'running', targets: [{ state: 'delivering' }] });
    expect(story.world.lineages.has('r')).toBe(true);
    expect(judge(story, 'r')).toMatchObject({ ok: true, code: 'unchanged' });
    expect(story.control('stop').text).toContain('delivery of r');
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'running', stopping: true });
    story.endDelivery();
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'stopped', targets: [] });
  });

  it('is delivered one after the other, in the order in which they passed, while others work', () => {
    const story = withRoots(['a', 'b', 'c']);
    pump(story);
    expect(story.world.delivering.map(({ root }) => root)).toEqual(['a']);
    expect(story.events('closure_passed').map(({ root }) => root)).toEqual(['a', 'b', 'c']);
    story.play();
    expect(story.world.delivering.map(({ root }) => root)).toEqual(['a', 'b', 'c']);
  });
});

describe('a delivery', () => {
  it('does not begin while the workspace is paused, and what is in flight comes to its end', () => {
    const story = withRoots(['a', 'b']);
    pump(story);
    story.control('pause');
    story.endDelivery();
    expect(story.world.deliveries).toEqual([]);
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'paused', targets: [{ root: 'b' }] });
    story.control('resume');
    expect(story.world.deliveries.map(({ root }) => root)).toEqual(['b']);
  });

  it('is told once however often its answer comes, and an answer of another attempt is none', () => {
    const story = withRoots(['r']);
    pump(story);
    const [input] = story.world.deliveries;
    if (input === undefined) throw new Error('nothing is delivered');
    const say = (attempt: number) =>
      story.world.command({
        ...{ type: 'delivered', at: story.world.now(), root: 'r', attempt },
        answer: deliveredAs(input, STAYS),
      });
    say(2);
    expect(story.world.scheduler.delivery).toEqual(input);
    say(1);
    say(1);
    expect(story.events('delivery_answered')).toHaveLength(1);
  });

  it('that waits parks the root, and is asked for again, without another judgement, when a person says so', () => {
    const story = withRoots(['r']);
    story.delivered.push(WAITS);
    story.play();
    expect(target(story)).toMatchObject({ state: 'parked', reason: 'It conflicts. Look.' });
    expect(story.events('closure_target_parked')).toMatchObject([{ root: 'r', attempt: 1 }]);
    expect(judge(story, 'r')).toMatchObject({ ok: true, code: 'done', text: expect.stringContaining('delivery') });
    story.play();
    expect(story.world.delivering.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(story.events('closure_judging')).toHaveLength(1);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });

  it('of a root that got work since it was parked is preceded by another judgement', () => {
    const story = withRoots(['r']);
    story.delivered.push(WAITS);
    story.play();
    story.add('task', 'more', { root: 'r' });
    story.play();
    expect(story.events('closure_judging')).toHaveLength(2);
    expect(story.world.delivering.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });
});

describe('work that comes to a root', () => {
  it('after it passed and before it is delivered has it judged again', () => {
    const story = withRoots(['a', 'b']);
    pump(story);
    story.add('task', 'late', { root: 'b' });
    story.play();
    expect(story.events('closure_overtaken')).toMatchObject([{ root: 'b' }]);
    expect(story.world.delivering.map(({ root, attempt }) => `${root} ${attempt}`)).toEqual(['a 1', 'b 1']);
    expect(story.events('closure_judging').map(({ root }) => root)).toEqual(['a', 'b', 'b']);
  });

  it('while it is delivered waits for that, and has it judged and delivered again', () => {
    const story = withRoots(['r']);
    pump(story);
    story.add('task', 'late', { root: 'r' });
    story.add('task', 'other', { root: 'o' });
    pump(story);
    expect(story.isDone('task', 'other')).toBe(true);
    expect(story.item('task', 'late')?.state).toBe('queued');
    story.endDelivery();
    expect(target(story)).toMatchObject({ root: 'r', state: 'open' });
    story.play();
    expect(story.isDone('task', 'late')).toBe(true);
    expect(story.world.delivering.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });
});

it.each([
  ['lands', [LANDED]],
  ['waits', [WAITS]],
  ['comes to a merger until that is used up', [WORK, WORK, WORK]],
] as const)('what is shown of a root that %s is newer each time', (_, picks) => {
  const story = withRoots(['r']);
  story.delivered.push(...picks);
  story.play();
  const shown = story.world.shown.flatMap((entry) => (entry.kind === 'target' ? [entry] : []));
  // A claim is handed on with what it shows, which so comes twice.
  const distinct = shown.filter((entry, n) => JSON.stringify(entry) !== JSON.stringify(shown[n - 1]));
  distinct.reduce((before, after) => {
    expect(compareOrders(after.order, before.order), `${before.value.state}, ${after.value.state}`).toBeGreaterThan(0);
    return after;
  });
});

describe('a conflict', () => {
  it('is work that begins at the merger, after which the root is judged and delivered again', () => {
    const story = withRoots(['r']);
    story.delivered.push(WORK);
    story.play();
    const after = story.stages.slice(story.stages.indexOf('arbiter ARBITER_COMPLETE') + 1);
    expect(after.map((stage) => stage.split(' ')[0])).toEqual(['merger', 'checker', 'updater', 'arbiter']);
    expect(story.world.delivering).toMatchObject([
      { attempt: 1, rounds: 0 },
      { attempt: 2, rounds: 1, limit: 2 },
    ]);
    expect(target(story)).toMatchObject({ state: 'closed', rounds: 0, delivery: { attempts: 2, rounds: 1 } });
  });

  it('has as many rounds as the plan allows, whatever is answered; then a person is asked', () => {
    const story = withRoots(['r']);
    story.delivered.push(...Array<number>(9).fill(WORK));
    story.play();
    expect(story.world.delivering.map(({ rounds }) => rounds)).toEqual([0, 1, 2]);
    expect(target(story)).toMatchObject({ state: 'parked', reason: 'It conflicts. Look.' });
    judge(story, 'r');
    story.play();
    expect(story.world.delivering).toHaveLength(4);
    expect(target(story)).toMatchObject({ state: 'parked' });
  });

  it('for which no work is left parks the root', () => {
    const story = withRoots(['r']);
    story.delivered.push(USED_UP);
    story.play();
    expect(target(story)).toMatchObject({ state: 'parked', reason: 'It conflicts. Look.' });
  });

  it('whose work is not let in parks the root instead of being judged again', () => {
    const story = withRoots(['r']);
    story.add('task', 'merge-r-1');
    story.delivered.push(WORK);
    story.play();
    expect(target(story)).toMatchObject({ state: 'parked', reason: expect.stringContaining('could not be taken in') });
  });

  it('goes on at the merger after a repair, and not at the builder', () => {
    const story = withRoots(['r'], { script: { 'merger:merge-r-1': ['BLOCKED'] } });
    story.delivered.push(WORK);
    story.play();
    const merged = story.requests.flatMap(({ node, item }) => (item.id === 'merge-r-1' ? [node] : []));
    expect(merged).toEqual(['merger', 'troubleshooter', 'merger', 'checker', 'updater']);
    const before = withRoots(['r'], { script: { 'builder:t-r': ['BLOCKED'] } }).play();
    const built = before.requests.flatMap(({ node, item }) => (item.id === 't-r' ? [node] : []));
    expect(built.slice(0, 3)).toEqual(['builder', 'troubleshooter', 'builder']);
  });

  it('whose merger cannot go on keeps the root open, and needs a person', () => {
    const script = { merger: Array<string>(9).fill('BLOCKED'), consultant: ['BLOCKED'] };
    const story = withRoots(['r'], { script });
    story.delivered.push(WORK);
    story.play();
    expect(story.item('task', 'merge-r-1')?.state).toBe('blocked');
    expect(story.world.scheduler.targets).toMatchObject([{ root: 'r', state: 'open' }]);
    expect(story.blocked('merge-r-1')?.needsYou).toBe(true);
  });
});

describe('a run that goes on', () => {
  it('knows what is in flight and in which order roots passed', () => {
    const story = withRoots(['a', 'b']);
    pump(story);
    const before = structuredClone(story.world.scheduler);
    story.world.renew();
    expect(story.world.scheduler.delivery).toEqual(before.delivery);
    expect(story.world.scheduler.targets).toEqual(before.targets);
    story.play();
    expect(story.world.delivering.map(({ root }) => root)).toEqual(['a', 'b']);
  });
});
