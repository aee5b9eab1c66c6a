// Two plans beside each other: every difference is told, each once, under what it is about.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, compileSmall } from '../../../test/pure/sources.js';
import { compileShipped } from '../../../test/support/plan.js';
import { canonicalJson } from '../../contracts/digest.js';
import type { Plan } from '../../contracts/plan.js';
import { differences } from './differences.js';

function small(...changes: Change[]): Plan {
  const { named, diagnostics } = compileSmall(...changes);
  if (named === null) throw new Error(JSON.stringify(diagnostics));
  return named.plan;
}

const told = (before: Plan, after: Plan): string[] =>
  differences(before, after).map(({ area, where }) => `${area}: ${where.join(' ')}`);

describe('plans', () => {
  it('of one digest do not differ', () => {
    expect(differences(small(), small())).toEqual([]);
  });

  it.each([
    [
      'a route',
      { file: 'graphs/run.toml', from: '"maker (again)", "end:stuck"', to: '"maker (again)", "end:done"' },
      'routes: execution judge BAD',
    ],
    [
      'a bound',
      { file: 'graphs/run.toml', from: '[bounds.again]\nmax = 2', to: '[bounds.again]\nmax = 3' },
      'bounds: execution again max',
    ],
    [
      'instructions',
      { file: 'stages/judge.md', from: 'Do what', to: 'Do well what' },
      'instructions: execution judge instructions',
    ],
    [
      'a runner',
      { file: 'millrace.toml', to: '[stages.judge]\nrunner = "scripted"\n' },
      'bindings: execution judge runner',
    ],
    [
      'a timeout',
      { file: 'millrace.toml', to: '[stages.judge]\ntimeout_seconds = 5\n' },
      'bindings: execution judge timeoutSeconds',
    ],
    [
      'a class',
      { file: 'stages/judge.md', from: '"followup_needed"', to: '"no_op"' },
      'contract: execution judge outcomes BAD',
    ],
    ['the end', { file: 'graphs/run.toml', from: '"block"', to: '"handoff"' }, 'ends: execution stuck disposition'],
    ['the limits', { file: 'millrace.toml', to: '[limits]\ngenerations = 1\n' }, 'limits: limits generations'],
    [
      'the settings of runners',
      { file: 'millrace.toml', to: '[runners.codex]\nprofile = "mine"\n' },
      'bindings: runners',
    ],
  ])('that differ in %s say so', (_name, change, expected) => {
    expect(told(small(), small(change))).toContain(expected);
  });

  it('tell a skill by its id, with both digests', () => {
    const changed = small({ file: 'skills/care/SKILL.md', to: 'More care.\n' });
    const [first] = differences(small(), changed);
    expect(first).toMatchObject({ area: 'skills', where: ['execution', 'helper', 'care', 'sha256'] });
    expect(first?.before).not.toBe(first?.after);
  });

  it('tell a node that only one of them has once, with all that is in it', () => {
    const before = small();
    const after = structuredClone(before);
    delete after.planes.execution?.nodes['helper'];
    expect(differences(before, after)).toEqual([
      { area: 'nodes', where: ['execution', 'helper'], before: before.planes.execution?.nodes['helper'], after: null },
    ]);
  });

  it('tell words that only one list has', () => {
    const before = small();
    const [gone = '', ...rest] = before.failureClasses;
    const after = { ...before, failureClasses: [...rest, 'new'] };
    expect(told(before, after).sort()).toEqual([`bounds: failureClasses ${gone}`, 'bounds: failureClasses new'].sort());
  });

  it('tell the same list in another order', () => {
    const before = small();
    const after = structuredClone(before);
    const node = after.planes.execution?.nodes['maker'];
    node?.skills.push({ id: 'other', sha256: '1' });
    const turned = structuredClone(after);
    turned.planes.execution?.nodes['maker']?.skills.reverse();
    expect(told(after, turned)).toEqual(['skills: execution maker']);
  });

  it('keep ids apart that are called like a part of a plan', () => {
    const before = small();
    const after = structuredClone(before);
    const graph = after.planes.execution;
    if (graph?.nodes['helper'] === undefined) throw new Error('no helper');
    graph.nodes['nodes'] = graph.nodes['helper'];
    expect(told(before, after)).toEqual(['nodes: execution nodes']);
  });
});

describe('any change of a plan', () => {
  const plan = compileShipped().named.plan;
  const places = placesIn(plan, []);

  it('is told, both ways round, and nothing is told when nothing changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('other', 7, null, [], {}), (place, value) => {
        const changed = structuredClone(plan);
        put(changed, place, value);
        const there = differences(plan, changed).length;
        expect(there > 0).toBe(canonicalJson(plan) !== canonicalJson(changed));
        expect(differences(changed, plan)).toHaveLength(there);
      }),
    );
  });
});

/** Paths of all plain values of objects. */
function placesIn(value: unknown, path: string[]): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]));
}

function put(target: object, [name = '', ...rest]: string[], value: unknown): void {
  const members = target as Record<string, unknown>;
  if (rest.length === 0) members[name] = value;
  else put(members[name] as object, rest, value);
}
