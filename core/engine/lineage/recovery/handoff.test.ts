// NEEDS_PLANNING opens an incident that anybody can read and trace back, and hand-offs of hand-offs come to an end.
import { describe, expect, it } from 'vitest';
import type { Script } from '../../../../test/pure/story.js';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { isSafeId } from '../../../contracts/ids.js';
import { parseDocument } from '../../../documents/parse.js';

const asks: Script = {
  builder: ['BLOCKED', 'BLOCKED', 'BLOCKED'],
  consultant: [
    {
      outcome: 'NEEDS_PLANNING',
      words: 'The endpoint does not exist.',
      notes: ['the API is gone\n  since yesterday', ' '],
      reports: ['millrace-agents/runs/run-1/consultant_report.md', 'millrace-agents/runs/run-1/report.md'],
      artifacts: [{ path: 'millrace-agents/runs/run-1/runner_stdout.txt', sha256: 'a'.repeat(64), bytes: 10 }],
    },
  ],
};

function handedOff(id: string, root: string): { story: Story; text: string; sha256: string } {
  const story = new Story(structuredClone(asks));
  story.begin();
  story.add('task', id, { root });
  story.play();
  const entry = story.last('text');
  if (entry === undefined) throw new Error('no incident was written');
  return { story, text: entry.text, sha256: entry.sha256 };
}

function parsed(text: string, stem?: string) {
  const result = parseDocument('incident', text, stem);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

describe('the incident of a hand-off', () => {
  it('is a document without a fault, stored under its digest and admitted under its name', () => {
    const { story, text, sha256 } = handedOff('t-1', 'root-1');
    const { id, fields } = parsed(text);
    expect(sha256).toBe(sha256Hex(text));
    expect(parsed(text, id).id).toBe(id);
    expect(story.claims()[1]).toBe(`incident/${id}`);
    expect(fields).toMatchObject({
      'Source-Stage': 'consultant',
      'Source-Plane': 'execution',
      'Failure-Class': 'builder_blocked',
      Severity: 'high',
      'Trigger-Reason': 'consultant_needs_planning',
      'Consultant-Decision': 'needs_planning',
      'Opened-By': 'runtime',
    });
  });

  it('names the task, the root, the run and what was seen', () => {
    const { story, text } = handedOff('t-1', 'root-1');
    const { fields, title } = parsed(text);
    const run = story.requests[0]?.runId;
    expect(title).toContain('t-1');
    expect(fields).toMatchObject({ 'Source-Task-ID': 't-1', 'Root-Spec-ID': 'root-1', 'Related-Run-IDs': [run] });
    expect(fields['Observed-Symptoms']).toEqual(['The endpoint does not exist.', 'the API is gone since yesterday']);
    expect(fields['Failed-Attempts']).toEqual(['builder, stage 1, ended with BLOCKED: as scripted']);
    expect(fields['Evidence-Paths']).toEqual([
      ...['millrace-agents/runs/run-1/consultant_report.md', 'millrace-agents/runs/run-1/report.md'],
      'millrace-agents/runs/run-1/runner_stdout.txt',
    ]);
    const consulted = story.requests.find((request) => request.node === 'consultant');
    expect(fields['Related-Stage-Results']).toEqual([
      `millrace-agents/runs/${run}/stage_results/${consulted?.requestId}.json`,
    ]);
  });

  it('has no root when its task has none, and stays in the backlog', () => {
    const { story, text } = handedOff('t-1', 'backlog');
    expect(parsed(text).fields).not.toHaveProperty('Root-Spec-ID');
    expect(story.requests.at(-1)?.item.root).toBe('backlog');
  });

  it('has a safe id, however long the id of the task is', () => {
    expect(isSafeId(parsed(handedOff(`t-${'x'.repeat(118)}`, 'backlog').text).id)).toBe(true);
  });

  it('is named in the reason why the task is blocked', () => {
    const { story, text } = handedOff('t-1', 'backlog');
    const first = story.world.shown.find((entry) => entry.kind === 'blocked' && entry.id === 't-1');
    expect(first).toMatchObject({
      value: { needsYou: false, reason: expect.stringContaining(parsed(text).id) as string },
    });
  });

  it('says which outcome brought it when nobody said anything', () => {
    const silent = { outcome: 'NEEDS_PLANNING', detail: '' };
    const story = new Story({ ...structuredClone(asks), consultant: [silent] });
    story.begin();
    story.add('task', 't-1');
    story.play();
    const symptoms = parsed(story.last('text')?.text ?? '').fields['Observed-Symptoms'];
    expect(symptoms).toEqual(['consultant ended with NEEDS_PLANNING']);
  });

  it('gives the Failure-Class of used-up fix cycles when those led to the consultant', () => {
    const fix = Array.from({ length: 9 }, () => 'FIX_NEEDED');
    const script = { checker: [...fix], doublechecker: [...fix], consultant: ['NEEDS_PLANNING'] };
    const story = new Story(script);
    story.begin();
    story.add('task', 't-1');
    story.play();
    expect(parsed(story.last('text')?.text ?? '').fields['Failure-Class']).toBe('fix_cycle_exhausted');
  });
});

/** Every task asks for planning, and every plan is one more task. */
function spiral(generations: number): Story {
  const { named } = compileShipped(`[limits]\ngenerations = ${generations}\n`);
  const blocked = Array.from({ length: 40 }, () => 'BLOCKED');
  const planned = [1, 2, 3, 4, 5, 6].map((n) => ({
    outcome: 'MANAGER_COMPLETE',
    emitted: [documentRef('task', `t-${n}`, 'backlog', [])],
  }));
  const asking = Array.from({ length: 10 }, () => 'NEEDS_PLANNING');
  const story = new Story({ builder: blocked, consultant: asking, manager: planned }, named);
  story.begin();
  story.add('task', 't-0');
  return story.play();
}

describe('hand-offs of hand-offs', () => {
  it.each([0, 1, 3])('end with a person after %i generations', (generations) => {
    const story = spiral(generations);
    const incidents = story.claims().filter((key) => key.startsWith('incident/'));
    expect(incidents).toHaveLength(generations);
    const last = story.blocked(`t-${generations}`);
    expect(last).toMatchObject({ needsYou: true, reason: expect.stringContaining(`${generations} generations`) });
  });
});
