// What results leave to be learned: once for a rule, an item and a failure, in a form that our own parser takes.
import { describe, expect, it } from 'vitest';
import { failed, loseHeld, Story, type Script } from '../../../../test/pure/story.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { parseDocument } from '../../../documents/parse.js';
import type { WorkDocument } from '../../../contracts/documents.js';
import type { NamedPlan } from '../../../contracts/plan.js';

const { named } = compileShipped('', 'learning_codex');
const isLesson = (key: string): boolean => key.startsWith('learning_request/learn-');

function told(script: Script, plan: NamedPlan = named, rules?: number): Story {
  const story = new Story(script, plan, rules);
  story.begin();
  return story;
}

/** Lessons that were taken in, in order, as documents. */
function lessons(story: Story): WorkDocument[] {
  const { shown } = story.world;
  const texts = new Map(shown.flatMap((entry) => (entry.kind === 'text' ? [[entry.sha256, entry.text]] : [])));
  return story.events('learning_request_enqueued').map(({ work_item: key }) => {
    const place = shown.find((one) => one.kind === 'place' && `${one.family}/${one.id}` === key);
    const parsed = parseDocument('learning_request', texts.get(place?.kind === 'place' ? place.sha256 : '') ?? '');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.document;
  });
}

const rulesOf = (story: Story): string[] =>
  lessons(story).map((one) => String((JSON.parse(String(one.fields['Trigger-Metadata'])) as { rule: string }).rule));

describe('a learning request', () => {
  const artifacts = ['checker_report.md', 'stdout.jsonl'].map((name) => ({
    ...{ path: `millrace-agents/runs/r/${name}`, sha256: sha256Hex(name), bytes: 1 },
  }));
  const reports = ['millrace-agents/runs/r/checker_report.md'];
  const pass = { outcome: 'DOUBLECHECK_PASS', artifacts: [...artifacts].reverse(), reports, words: 'It holds\nnow.' };

  it('says where it came from, where it begins, and what lies there with its digest', () => {
    const story = told({ checker: ['FIX_NEEDED'], doublechecker: [pass] });
    story.add('task', 't', { root: 'r' });
    story.play();
    const [lesson, ...others] = lessons(story);
    const request = story.requests.find(({ node }) => node === 'doublechecker');
    expect(others).toEqual([]);
    expect(lesson?.fields).toMatchObject({
      'Requested-Action': 'improve',
      'Target-Stage': 'analyst',
      'Created-By': 'runtime',
      'Originating-Run-IDs': [request?.runId],
      'Artifact-Paths': artifacts.map(({ path }) => path),
      'Artifact-Digests': artifacts.map(({ path, sha256 }) => `sha256:${sha256} ${path}`),
    });
    expect(lesson?.fields['Source-Refs']).toEqual([
      ...[`run:${request?.runId}`, `request:${request?.requestId}`, 'node:doublechecker', 'stage_kind:doublechecker'],
      ...['outcome:DOUBLECHECK_PASS', 'item:task/t', 'root:r'],
    ]);
    expect(lesson?.fields['Summary']).toContain('It holds now.');
  });

  it('has what its rule says: a skill, where to write, what to do', () => {
    const [first] = named.plan.triggers ?? [];
    const trigger = { ...first, id: 'own', skill: 'care', outputs: ['a/b.md', 'c d.md'], action: 'create' } as never;
    const story = told({ checker: ['FIX_NEEDED'] }, { ...named, plan: { ...named.plan, triggers: [trigger] } });
    story.add('task', 't');
    story.play();
    expect(lessons(story).map(({ fields }) => fields)).toMatchObject([
      { 'Requested-Action': 'create', 'Target-Skill-ID': 'care', 'Preferred-Output-Paths': ['a/b.md', 'c d.md'] },
    ]);
  });

  it('fits its message, however much a stage left', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({
      ...{ path: `millrace-agents/runs/${'p'.repeat(200)}/${n}.md`, sha256: sha256Hex(`${n}`), bytes: 1 },
    }));
    const story = told({ checker: ['FIX_NEEDED'], doublechecker: [{ ...pass, artifacts: many }] });
    story.add('task', 't');
    story.play();
    const messages = story.world.heldMessages.filter(({ learned }) => learned !== undefined);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.texts?.[0]?.text.length).toBeLessThan(8_001);
    expect(lessons(story)[0]?.fields['Artifact-Digests']?.length).toBeGreaterThan(2);
  });

  it('begins where its rule says, beside the stage that comes next', () => {
    const story = told({});
    story.add('spec', 's', { root: 's' });
    story.play();
    const nodes = story.requests.map(({ node }) => node);
    expect(nodes.slice(0, 3).sort()).toEqual(['librarian', 'manager', 'planner']);
    expect(nodes).not.toContain('analyst');
  });
});

describe('a lesson is learned', () => {
  const BLOCK = Array.from({ length: 1000 }, () => 'BLOCKED');
  const LATE = Array.from({ length: 20 }, () => failed('runner_timeout'));

  it('once, in a loop of a hundred repairs of one failure', () => {
    const story = told({ builder: BLOCK });
    story.add('task', 't');
    for (let round = 0; round < 40; round += 1) {
      story.play();
      for (const key of story.world.scheduler.index.blocked) story.tell('requeue', itemOf(key));
    }
    expect(story.stages.filter((one) => one === 'troubleshooter TROUBLESHOOT_COMPLETE').length).toBeGreaterThan(99);
    expect(rulesOf(story).filter((rule) => rule.includes('troubleshooter'))).toHaveLength(1);
    expect(story.world.shown.filter(({ kind }) => kind === 'quarantine')).toEqual([]);
  });

  it('once, also when the first is done and long forgotten, blocked, or taken away', () => {
    for (const analyst of ['ANALYST_NOOP', 'BLOCKED']) {
      const story = told({ checker: ['FIX_NEEDED', 'FIX_NEEDED'], analyst: [analyst, analyst] });
      story.add('task', 't');
      story.play();
      story.world.scheduler.finished = [];
      story.world.renew();
      story.add('task', 't');
      story.play();
      expect(story.stages.filter((one) => one === 'doublechecker DOUBLECHECK_PASS')).toHaveLength(2);
      expect(story.world.scheduler.finished.map(({ key }) => key).filter(isLesson)).toEqual([]);
      expect(story.stages.filter((one) => one.startsWith('analyst'))).toHaveLength(1);
    }
  });

  it('again for another item, another failure and another rule', () => {
    const story = told({
      checker: ['FIX_NEEDED', 'FIX_NEEDED'],
      'builder:u': ['BLOCKED', failed('runner_timeout')],
    });
    for (const id of ['t', 'u']) story.add('task', id);
    story.play();
    const failures = lessons(story).map(({ fields }) => {
      const { item, failure } = JSON.parse(String(fields['Trigger-Metadata'])) as Record<string, string>;
      return `${item} ${failure}`;
    });
    expect(failures.sort()).toEqual([
      ...['task/t DOUBLECHECK_PASS', 'task/u DOUBLECHECK_PASS', 'task/u builder_blocked', 'task/u runner_timeout'],
    ]);
  });

  it.each<[string, Script, string[]]>([
    [
      'what a contract refused',
      { checker: ['FIX_NEEDED'], doublechecker: [failed('artifact_missing'), failed('artifact_missing')] },
      ['execution.troubleshooter.recovery-to-analyst'],
    ],
    [
      'an outcome that is none',
      { checker: ['FIX_NEEDED'], doublechecker: ['NOT_AN_OUTCOME', 'NOT_AN_OUTCOME'] },
      ['execution.troubleshooter.recovery-to-analyst'],
    ],
    [
      'what the runtime chose for an agent that took too long',
      { builder: BLOCK, troubleshooter: LATE, consultant: LATE },
      [],
    ],
  ])('not from %s', (_, script, rules) => {
    const story = told(script);
    story.add('task', 't');
    story.play();
    expect(rulesOf(story)).toEqual(rules);
  });

  it('not before revision 7, and not in a mode that does not learn', () => {
    for (const story of [
      told({ checker: ['FIX_NEEDED'] }, named, 6),
      told({ checker: ['FIX_NEEDED'] }, compileShipped().named),
    ]) {
      story.add('task', 't');
      story.play();
      expect(rulesOf(story)).toEqual([]);
    }
  });

  it('though the message that said so at once was lost: the activation says it again at its end', () => {
    const story = told({ checker: ['FIX_NEEDED'] });
    loseHeld(story);
    story.add('task', 't');
    story.play();
    expect(rulesOf(story)).toHaveLength(1);
  });
});

describe('where a request begins', () => {
  it.each([
    ['curator', 'curator'],
    ['analyst', 'analyst'],
  ])('is %s where it asks for it', (start, node) => {
    const story = told({});
    story.add('learning_request', 'own', { start });
    story.play();
    expect(story.requests[0]).toMatchObject({ node, lineage: 'learning-lane' });
  });

  it('is nowhere where the graph lets nothing begin, and it says so', () => {
    const story = told({});
    story.add('learning_request', 'own', { start: 'builder' });
    story.play();
    expect(story.item('learning_request', 'own')).toMatchObject({
      ...{ state: 'blocked', reason: 'mode learning_codex lets no learning_request begin at builder' },
    });
  });

  it('is known after the workspace continued as new, also for one that has a story', () => {
    const story = told({ curator: ['BLOCKED'] });
    story.control('pause');
    story.add('learning_request', 'own', { start: 'curator' });
    story.world.renew();
    story.control('resume');
    story.play();
    expect(story.requests.map(({ node }) => node)).toEqual(['curator']);
    story.world.renew();
    expect(story.world.scheduler.items['learning_request/own']).toMatchObject({ start: 'curator' });
  });
});

const itemOf = (key: string): { family: string; id: string } => {
  const [family = '', id = ''] = key.split('/');
  return { family, id };
};
