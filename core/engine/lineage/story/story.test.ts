// The story is carried forward: whoever repairs, or does a thing again, is told what failed and what was said, and an item that is queued
// again goes on where it failed.
import { describe, expect, it } from 'vitest';
import { failed, type Script, Story } from '../../../../test/pure/story.js';
import { World, documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';
import type { StageRunRequest } from '../../../contracts/stage.js';
import { isStory } from '../../../contracts/story.js';

function played(script: Script, family = 'task', story = new Story(script)): Story {
  story.begin();
  story.add(family, 'x-1');
  return story.play();
}

/** Stages that ran, as `node` alone, from the request of that number on. */
const nodes = (story: Story, from = 0): string[] => story.requests.slice(from).map(({ node }) => node);
const blocked = (words: string) => ({ outcome: 'BLOCKED', words, detail: '' });
const asked = (story: Story, node: string, nth = 0): StageRunRequest => {
  const found = story.requests.filter((request) => request.node === node)[nth];
  if (found === undefined) throw new Error(`${node} was not asked ${nth + 1} times`);
  return found;
};

describe('a stage that repairs', () => {
  it('is told what failed in the words of the agent, and which try it is', () => {
    const story = played({ builder: [blocked('docs/finance-format.md is missing')] });
    expect(asked(story, 'builder').story).toBeUndefined();
    expect(asked(story, 'troubleshooter').story).toEqual({
      failed: {
        ...{ runId: asked(story, 'builder').runId, requestId: asked(story, 'builder').requestId },
        ...{ node: 'builder', stageNumber: 1, outcome: 'BLOCKED', failureClass: 'builder_blocked' },
        detail: 'docs/finance-format.md is missing',
      },
      ...{ repairs: true, repair: { n: 1, of: 2 } },
    });
  });

  it('is told what the runtime says where that chose the outcome', () => {
    const fault = { ...(failed('missing_terminal_result') as object), detail: 'no marker', words: 'All is done.' };
    const story = played({ checker: [fault, fault] });
    expect(asked(story, 'troubleshooter').story?.failed).toMatchObject({
      ...{ node: 'checker', failureClass: 'missing_terminal_result', detail: 'no marker. It says: All is done.' },
    });
  });

  it('is told of a repair that was asked for, though nothing failed', () => {
    const story = played({
      checker: [{ outcome: 'FIX_NEEDED', words: 'Sums are wrong.' }],
      doublechecker: ['FIX_NEEDED'],
    });
    const [one, two] = [asked(story, 'fixer'), asked(story, 'fixer', 1)];
    expect(one.story).toMatchObject({
      failed: { failureClass: null, detail: 'Sums are wrong.' },
      repair: { n: 1, of: 2 },
    });
    expect(two.story).toMatchObject({
      ...{ failed: { node: 'doublechecker' }, first: { node: 'checker' }, repair: { n: 2, of: 2 } },
    });
  });

  it('of planning is told the same', () => {
    const story = played({ planner: [blocked('two specs contradict')] }, 'spec');
    expect(asked(story, 'mechanic').story).toMatchObject({
      ...{ failed: { node: 'planner', detail: 'two specs contradict' }, repair: { n: 1, of: 2 } },
    });
  });

  it('is told the newest failure, and what all began with', () => {
    const story = played({
      builder: [blocked('no docs')],
      troubleshooter: [blocked('nobody can make them up')],
      consultant: ['NEEDS_PLANNING'],
    });
    expect(asked(story, 'consultant').story).toMatchObject({
      failed: { node: 'troubleshooter', detail: 'nobody can make them up' },
      first: { node: 'builder', detail: 'no docs' },
      repair: { n: 1, of: 2 },
    });
  });
});

describe('a stage that is asked again', () => {
  it('knows why, and the one after it nothing any more', () => {
    const story = played({ builder: [blocked('no docs')] });
    expect(asked(story, 'builder', 1).story).toMatchObject({ failed: { node: 'builder', detail: 'no docs' } });
    expect(asked(story, 'builder', 1).story).not.toHaveProperty('repair');
    expect(asked(story, 'checker').story).toBeUndefined();
  });
});

describe('a stage that gave up itself', () => {
  it.each([
    [
      'troubleshooter',
      'task',
      { builder: ['BLOCKED'], consultant: ['BLOCKED'] },
      ['builder', 'troubleshooter', 'consultant'],
    ],
    ['mechanic', 'spec', { planner: ['BLOCKED'] }, ['planner', 'mechanic']],
    ['mechanic', 'incident', { auditor: ['BLOCKED'] }, ['auditor', 'mechanic']],
  ] as [string, string, Script, string[]][])(
    '%s of a %s is not asked the same again',
    (repair, family, script, way) => {
      const story = played({ ...script, [repair]: Array<string>(5).fill('BLOCKED') }, family);
      expect(nodes(story).slice(0, way.length + 1)).toEqual(way);
    },
  );

  it('is asked again when another stage ran meanwhile', () => {
    const story = played({
      ...{ builder: ['BLOCKED'], troubleshooter: ['BLOCKED', 'TROUBLESHOOT_COMPLETE'] },
      consultant: ['CONSULT_COMPLETE'],
    });
    expect(nodes(story).slice(0, 5)).toEqual(['builder', 'troubleshooter', 'consultant', 'troubleshooter', 'builder']);
  });

  it('is asked again when it was the runtime that chose its outcome', () => {
    const story = played({ builder: ['BLOCKED'], troubleshooter: [failed('runner_timeout')] });
    expect(nodes(story).slice(0, 4)).toEqual(['builder', 'troubleshooter', 'troubleshooter', 'builder']);
  });

  it('was asked again before the rules knew better', () => {
    const script = { builder: ['BLOCKED'], troubleshooter: ['BLOCKED', 'BLOCKED'], consultant: ['BLOCKED'] };
    const { named } = compileShipped();
    const world = new World(named.plan, named.digest, 'ws', 5);
    const story = new Story(script);
    Object.assign(story, { world });
    story.begin(null, undefined, 5);
    story.add('task', 'x-1');
    story.play();
    expect(nodes(story)).toEqual(['builder', 'troubleshooter', 'troubleshooter', 'consultant']);
    expect(story.requests.every((request) => request.story === undefined)).toBe(true);
  });
});

describe('an item that is queued again', () => {
  const given = (
    script: Script,
    retry: object = {},
    family = 'task',
  ): { story: Story; text: string; before: number } => {
    const story = played(script, family);
    expect(story.item(family, 'x-1')?.state).toBe('blocked');
    const before = story.requests.length;
    const { text } = story.tell('requeue', { family, id: 'x-1', ...retry });
    story.play();
    return { story, text, before };
  };

  const stuck: Script = {
    checker: [blocked('the test server is down'), 'CHECKER_PASS'],
    troubleshooter: ['BLOCKED'],
    consultant: ['BLOCKED'],
  };

  it('goes on at the stage that failed first, with its story and new bounds', () => {
    const { story, text, before } = given(structuredClone(stuck));
    expect(text).toContain('It goes on at checker.');
    expect(nodes(story, before)).toEqual(['checker', 'updater']);
    const again = story.requests[before];
    expect(again?.runId).not.toBe(asked(story, 'builder').runId);
    expect(again?.story).toEqual({
      failed: expect.objectContaining({ node: 'checker', detail: 'the test server is down' }) as unknown,
      runs: [asked(story, 'builder').runId],
      said: [{ issuer: 'tester', reason: 'a test' }],
    });
    expect(story.isDone('task', 'x-1')).toBe(true);
  });

  it('begins at its entry when that is asked for, and knows what was said and where the reports are', () => {
    const { story, text, before } = given(structuredClone(stuck), { fresh: true });
    expect(text).toContain('It begins at its first stage.');
    expect(nodes(story, before)).toEqual(['builder', 'checker', 'updater']);
    expect(story.requests[before]?.story).toEqual({
      runs: [asked(story, 'builder').runId],
      said: [{ issuer: 'tester', reason: 'a test' }],
      fresh: true,
    });
  });

  it('goes on at the planner, for a spec', () => {
    const mechanics = Array<string>(2).fill('BLOCKED');
    const { story, before } = given({ manager: ['BLOCKED'], mechanic: mechanics }, {}, 'spec');
    expect(nodes(story, before)).toEqual(['manager']);
  });

  it('goes on at the stage that was not allowed to start, and hears why; what is said with a yes is told too', () => {
    const { named } = compileShipped('[execution_capabilities.defaults]\n"runner.invoke" = "approval_required"\n');
    const story = new Story({}, named);
    const decide = (type: 'approve' | 'deny', n: number): void => {
      const [pending] = story.world.scheduler.approvals.filter(({ status }) => status === 'pending');
      story.world.decide(type, pending?.id ?? '', `d-${n}`);
      story.play();
    };
    story.begin();
    story.add('task', 'x-1');
    story.play();
    decide('approve', 1);
    decide('deny', 2);
    expect(nodes(story)).toEqual(['builder']);
    expect(asked(story, 'builder').story).toEqual({ said: [{ issuer: 'ann', reason: 'seen it' }] });
    story.tell('requeue', { family: 'task', id: 'x-1' });
    story.play();
    decide('approve', 3);
    expect(asked(story, 'checker').story).toMatchObject({
      failed: {
        node: 'checker',
        failureClass: 'approval_denied',
        detail: expect.stringContaining('seen it') as unknown,
      },
      said: [{ reason: 'seen it' }, { reason: 'a test' }, { reason: 'seen it' }],
    });
  });

  it('keeps the three newest runs, however often', () => {
    const story = played({
      builder: Array<string>(99).fill('BLOCKED'),
      troubleshooter: Array<string>(99).fill('BLOCKED'),
      consultant: Array<string>(99).fill('BLOCKED'),
    });
    for (let n = 0; n < 5; n += 1) {
      story.tell('requeue', { family: 'task', id: 'x-1' });
      story.play();
    }
    expect(story.requests.at(-1)?.story?.runs).toHaveLength(3);
    expect(story.requests.at(-1)?.story?.said).toHaveLength(3);
    expect(story.requests.every((request) => request.story === undefined || isStory(request.story))).toBe(true);
  });

  it('begins at its entry where its plan has no such stage, and that is said', () => {
    const story = played(structuredClone(stuck));
    const item = story.item('task', 'x-1');
    if (item?.story?.failed === undefined) throw new Error('no story');
    item.story.failed.node = 'arbiter';
    const before = story.requests.length;
    story.tell('requeue', { family: 'task', id: 'x-1' });
    story.play();
    expect(nodes(story, before)[0]).toBe('builder');
    expect(story.events('activation_goes_on').at(-1)).toMatchObject({
      ...{ node_id: 'builder', failed_node: 'arbiter', reason: expect.stringContaining('no node arbiter') as unknown },
    });
  });

  it.each([
    ['once more', { reason: 'the port is 8081' }],
    ['from its first stage', { reason: 'the port is 8081', fresh: true }],
  ])('hears what is said to it while it is in the queue, %s', (_how, more) => {
    const story = played(structuredClone(stuck));
    const before = story.requests.length;
    story.control('pause');
    story.tell('requeue', { family: 'task', id: 'x-1', reason: 'the server is up' });
    const { code, text } = story.tell('requeue', { family: 'task', id: 'x-1', ...more });
    expect([code, text]).toEqual(['done', expect.stringContaining('its next stage is told your reason')]);
    story.control('resume');
    story.play();
    const again = story.requests[before];
    expect(again?.node).toBe('fresh' in more ? 'builder' : 'checker');
    expect(again?.story?.said?.map(({ reason }) => reason)).toEqual(['the server is up', 'the port is 8081']);
  });

  it('has nothing to hear without words, and heard nothing before the rules knew better', () => {
    const story = played(structuredClone(stuck));
    story.control('pause');
    story.tell('requeue', { family: 'task', id: 'x-1' });
    expect(story.tell('requeue', { family: 'task', id: 'x-1', reason: ' ' }).code).toBe('unchanged');
    story.world.scheduler.rules = 6;
    expect(story.tell('requeue', { family: 'task', id: 'x-1', reason: 'again' }).code).toBe('unchanged');
  });

  it('keeps its story when a person changes its document while it is in the queue', () => {
    const revised = (rules: number) => {
      const story = played(structuredClone(stuck));
      const before = story.requests.length;
      story.control('pause');
      story.tell('requeue', { family: 'task', id: 'x-1', reason: 'I wrote down the port' });
      story.world.scheduler.rules = rules;
      const document = {
        ...documentRef('task', 'x-1', 'backlog', []),
        sha256: 'b'.repeat(64),
        source: 'drop' as const,
      };
      story.enqueue([document]);
      story.control('resume');
      story.play();
      return story.requests[before];
    };
    expect(revised(7)).toMatchObject({
      ...{ node: 'checker', item: { sha256: 'b'.repeat(64) } },
      story: { failed: { node: 'checker' }, said: [{ reason: 'I wrote down the port' }] },
    });
    expect(revised(6)?.story).toBeUndefined();
  });

  it('also after continue-as-new', () => {
    const story = played(structuredClone(stuck));
    story.world.renew();
    const before = story.requests.length;
    story.tell('requeue', { family: 'task', id: 'x-1' });
    story.world.renew();
    story.play();
    expect(nodes(story, before)).toEqual(['checker', 'updater']);
  });

  it('when it was active, begins anew and knows why', () => {
    const story = new Story({});
    story.begin();
    story.add('task', 'x-1');
    story.deliver();
    story.tell('retry_active', {});
    story.deliver();
    story.cutStage();
    story.play();
    const last = story.requests.find(({ node }) => node === 'builder');
    expect(last?.story).toMatchObject({ said: [{ reason: 'a test' }] });
  });
});

describe('a root that is judged again', () => {
  const withRoot = (arbiter: Script['arbiter']): Story => {
    const task = { outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', 't1', 'r', [])] };
    const more = { outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', 't2', 'r', [])] };
    const story = new Story({ manager: [task, more], arbiter: arbiter ?? [] });
    story.begin();
    story.add('spec', 'r', { root: 'r' });
    return story.play();
  };

  it('after a judgement that failed: the Arbiter knows which, what the person says, and the round', () => {
    const wrong = { ...(failed('closure_evidence_invalid') as object), detail: 'There is no rubric.' };
    const story = withRoot([wrong, wrong, 'ARBITER_COMPLETE']);
    const args = { commandId: 'j', issuer: 'ann', reason: 'the disk was full', root: 'r' };
    story.world.command({ type: 'judge', at: '2026-02-01T00:00:00Z', args });
    story.play();
    expect(asked(story, 'arbiter').story).toEqual({ rounds: 4 });
    expect(asked(story, 'arbiter', 2)).toMatchObject({ closure: { round: 1 } });
    expect(asked(story, 'arbiter', 2).story).toMatchObject({
      failed: { node: 'arbiter', failureClass: 'closure_evidence_invalid', detail: 'There is no rubric.' },
      ...{ rounds: 4, runs: [asked(story, 'arbiter').runId], said: [{ issuer: 'ann', reason: 'the disk was full' }] },
    });
    expect(story.last('target')?.value).toMatchObject({ state: 'closed' });
  });

  it('after a gap: the round, and nothing of a failure', () => {
    const story = withRoot(['REMEDIATION_NEEDED', 'ARBITER_COMPLETE']);
    expect(asked(story, 'arbiter', 1)).toMatchObject({ closure: { round: 2 }, story: { rounds: 4 } });
    expect(asked(story, 'arbiter', 1).story).not.toHaveProperty('failed');
  });
});

describe('an item that a judge sent back until nobody was left to ask', () => {
  const { named: drafts } = compileShipped('', 'blueprint_codex');
  const sentBack = () => Array.from({ length: 4 }, () => ({ outcome: 'BLUEPRINT_REJECTED', words: 'No checks.' }));

  it('goes on at whom it was sent to, who is told why, and not at the judge', () => {
    const story = played({}, 'blueprint_draft', new Story({ evaluator_blueprint: sentBack() }, drafts));
    expect(story.item('blueprint_draft', 'x-1')?.state).toBe('blocked');
    const before = story.requests.length;
    expect(story.tell('requeue', { family: 'blueprint_draft', id: 'x-1' }).text).toContain(
      'goes on at contractor_blueprint.',
    );
    story.play();
    expect(nodes(story, before)).toEqual(['contractor_blueprint', 'evaluator_blueprint']);
    expect(story.requests[before]?.story?.failed).toMatchObject({ node: 'evaluator_blueprint', detail: 'No checks.' });
    expect(story.events('activation_goes_on')).toMatchObject([{ node_id: 'contractor_blueprint' }]);
    expect(story.isDone('blueprint_draft', 'x-1')).toBe(true);
  });

  it('began at the judge before rules 7', () => {
    const story = played({}, 'blueprint_draft', new Story({ evaluator_blueprint: sentBack() }, drafts, 6));
    const before = story.requests.length;
    story.tell('requeue', { family: 'blueprint_draft', id: 'x-1' });
    story.play();
    expect(nodes(story, before)).toEqual(['evaluator_blueprint']);
  });

  it('goes on at the stage that failed where somebody else failed after the judge', () => {
    const script: Script = {
      evaluator_blueprint: [{ outcome: 'BLUEPRINT_REJECTED', words: 'No checks.' }],
      contractor_blueprint: ['BLUEPRINT_CANDIDATE_READY', blocked('No room.')],
      mechanic_blueprint: [blocked('No way.')],
    };
    const story = played(script, 'blueprint_draft', new Story(script, drafts));
    expect(story.item('blueprint_draft', 'x-1')?.state).toBe('blocked');
    const before = story.requests.length;
    story.tell('requeue', { family: 'blueprint_draft', id: 'x-1' });
    story.play();
    expect(nodes(story, before)[0]).toBe('evaluator_blueprint');
  });

  it('goes on at the fixer of a plan of which the checks end so, and where it was in a plan without that stage', () => {
    const { named } = compileShipped();
    const plan = structuredClone(named.plan);
    const nodesOf = plan.planes.execution?.nodes ?? {};
    for (const node of ['checker', 'doublechecker']) {
      const routes = nodesOf[node]?.routes ?? {};
      routes['FIX_NEEDED'] = [...(routes['FIX_NEEDED'] ?? []).slice(0, 1), { end: 'blocked' }];
    }
    const bad = Array.from({ length: 9 }, () => 'FIX_NEEDED');
    const story = played({}, 'task', new Story({ checker: ['FIX_NEEDED'], doublechecker: bad }, { ...named, plan }));
    expect(story.item('task', 'x-1')?.state).toBe('blocked');
    const before = story.requests.length;
    story.tell('requeue', { family: 'task', id: 'x-1' });
    story.play();
    expect(nodes(story, before)[0]).toBe('fixer');
  });
});
