// What an agent said is the reason that people read, apart from what the runtime saw; recorded histories go on without it.
import { describe, expect, it } from 'vitest';
import { failed, type Said, type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { NEWEST_RULES } from '../../../contracts/rules.js';

const WORDS = 'Which of the two formats is meant, a or b?';
const says = (outcome: string): Said => ({ outcome, words: WORDS, ...(outcome === 'BLOCKED' ? BLOCKED : {}) });
const BLOCKED = { resultClass: 'blocked' } as const;
const thrice = (one: Said): Said[] => [one, one, one, one, one, one];

function played(family: string, script: Script, rules = NEWEST_RULES): Story {
  const story = new Story(structuredClone(script), compileShipped().named, rules);
  story.begin();
  story.add(family, 'x', family === 'spec' ? { root: 'x' } : {});
  return story.play();
}

const reasonOf = (family: string, script: Script, rules?: number): string | undefined =>
  played(family, script, rules).last('blocked')?.value.reason;

const task = (id: string): Said => ({ outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', id, 'x', [])] });
const gap: Said = {
  outcome: 'REMEDIATION_NEEDED',
  words: 'C2: an empty basket must answer 422.',
  resultClass: 'followup_needed',
};

const parked = (script: Script): string | null | undefined =>
  played('spec', { manager: [task('t1'), task('t2')], ...script }).last('target')?.value.reason;

const blockedTask = (consultant: Said): Script => ({ builder: thrice('BLOCKED'), consultant: [consultant] });

describe('the reason', () => {
  it('of what a consultant cannot decide is its question', () => {
    expect(reasonOf('task', blockedTask(says('BLOCKED')))).toBe(`consultant asks: ${WORDS}`);
  });

  it('of a probe is what its recon asks', () => {
    const recon: Said = { outcome: 'RECON_BLOCKED', words: WORDS, resultClass: 'blocked' };
    expect(reasonOf('probe', { recon: [recon] })).toBe(`recon asks: ${WORDS}`);
  });

  it('of what needs planning names the incident and says why', () => {
    expect(reasonOf('task', blockedTask(says('NEEDS_PLANNING')))).toMatch(
      /it needs planning; incident \S+ was opened\. The consultant says: Which of the two formats is meant, a or b\?$/,
    );
  });

  it('of a used-up bound says both', () => {
    const script = { planner: thrice('BLOCKED'), mechanic: thrice(says('BLOCKED')) };
    expect(reasonOf('spec', script)).toMatch(/^mechanic (asks|ended with BLOCKED and every bound is used up)/);
    expect(reasonOf('spec', script)).toContain(WORDS);
  });

  it('of a stage whose outcome the runtime chose says what it saw first', () => {
    const fault = { ...(failed('recon_handoff_invalid') as object), detail: 'It names no target.', words: 'All done.' };
    expect(reasonOf('probe', { recon: thrice(fault) })).toBe(
      'recon ended with BLOCKED: It names no target. It says: All done.',
    );
  });

  it('of a root is what its Arbiter asks, or says of the gap', () => {
    expect(parked({ arbiter: [says('BLOCKED')] })).toBe(`arbiter asks: ${WORDS}`);
    expect(parked({ arbiter: thrice(gap), manager: [task('t1'), ...thrice('MANAGER_COMPLETE')] })).toMatch(
      /^the Arbiter found a gap again .*\. The Arbiter says: C2: an empty basket must answer 422\.$/,
    );
  });

  it('is the outcome where the agent said nothing, and under earlier rules', () => {
    const silent = 'consultant ended with BLOCKED';
    expect(reasonOf('task', blockedTask('BLOCKED'))).toBe(silent);
    expect(reasonOf('task', blockedTask(says('BLOCKED')), 5)).toBe(silent);
  });
});
