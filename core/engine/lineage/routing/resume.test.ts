// A stage that repaired may say where the work goes on; what it may not name does not count, and nothing is spent by it.
import { describe, expect, it } from 'vitest';
import { type Said, Story } from '../../../../test/pure/story.js';
import { readResume } from '../../../outcome/resume.js';

const repaired = (resume: string): Said => ({ outcome: 'TROUBLESHOOT_COMPLETE', resume });

function after(resume: string): string[] {
  const story = new Story({ checker: ['BLOCKED'], troubleshooter: [repaired(resume)] });
  story.begin();
  story.add('task', 'a');
  return story.play().stages.map((stage) => stage.split(' ')[0] ?? '');
}

describe('after a repair', () => {
  it('the work goes on at the node that the stage names', () => {
    expect(after('checker')).toEqual(['builder', 'checker', 'troubleshooter', 'checker', 'updater']);
    expect(after('updater')).toEqual(['builder', 'checker', 'troubleshooter', 'updater']);
  });
  it('a node that it may not name, or that there is not, leaves it at the usual one', () => {
    const usual = ['builder', 'checker', 'troubleshooter', 'builder', 'checker', 'updater'];
    for (const node of ['consultant', 'troubleshooter', 'arbiter', 'nowhere']) expect(after(node)).toEqual(usual);
  });
  it('in planning only stages that work on the item can be named', () => {
    const mended: Said = { outcome: 'MECHANIC_COMPLETE', resume: 'auditor' };
    const story = new Story({ planner: ['BLOCKED'], mechanic: [mended] });
    story.begin();
    story.add('spec', 's');
    story.play();
    expect(story.stages.slice(0, 3)).toEqual([
      'planner BLOCKED',
      'mechanic MECHANIC_COMPLETE',
      'planner PLANNER_COMPLETE',
    ]);
  });
});

describe('the line that names a node', () => {
  it.each<[string, string | undefined]>([
    ['resume_stage: checker\n\n### TROUBLESHOOT_COMPLETE', 'checker'],
    ['resume_stage: builder\nno: resume_stage: fixer\n`resume_stage: checker`', 'checker'],
    ['**resume_stage:** checker', 'checker'],
    ['### resume_stage: `checker`', 'checker'],
    ['target_stage: builder', undefined],
    ['resume_stage:', undefined],
    ['', undefined],
  ])('of %j is %s', (text, node) => expect(readResume(text, ['resume_stage'])).toBe(node));
  it('may have several names, the best one first', () =>
    expect(readResume('resume_stage: a\ntarget_stage: b', ['target_stage', 'resume_stage'])).toBe('b'));
});
