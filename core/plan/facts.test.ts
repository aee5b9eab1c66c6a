// All modes of the reference against what is known of it: equal, or different on purpose.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIFFERENCES } from '../../test/facts/differences.js';
import { type Facts, type Statements, statementsOfFacts, statementsOfPlan } from '../../test/facts/statements.js';
import { compileShipped, shippedSources } from '../../test/support/plan.js';

const file = new URL('../../test/facts/plan-facts.json', import.meta.url);
const facts = JSON.parse(readFileSync(file, 'utf8')) as Facts;

interface Found {
  graph: string;
  at: string;
  reference: string | undefined;
  ours: string | undefined;
}

function compare(theirs: Statements, ours: Statements): Found[] {
  const places = [...new Set([...theirs.keys(), ...ours.keys()])];
  return places
    .filter((place) => !isOursAlone(place))
    .flatMap((place) => {
      const [graph = '', at = ''] = place.split(' ');
      const found = { graph, at, reference: theirs.get(place), ours: ours.get(place) };
      return found.reference === found.ours ? [] : [found];
    });
}

/** A stage that the reference does not have: there is nothing to compare. */
const isOursAlone = (place: string): boolean => / merger\./.test(place);

const found = new Map(
  Object.entries(facts.modes).map(([id, mode]) => {
    const { plan } = compileShipped('', id).named;
    return [id, compare(statementsOfFacts(mode), statementsOfPlan(plan))] as const;
  }),
);

const covers = (one: Found) =>
  DIFFERENCES.findIndex(
    ({ graph, at, reference, ours }) =>
      graph.test(one.graph) && at.test(one.at) && one.reference === reference && one.ours === ours,
  );

const OURS = ['default_claude', 'learning_claude'];

describe('the shipped modes', () => {
  it('are those of the reference, with its default and its alias, and those of a runner that it does not know', () => {
    const ids = shippedSources().modes.map(({ text }) => /^id = "(.+)"$/m.exec(text)?.[1]);
    expect(ids.sort()).toEqual([...Object.keys(facts.modes), ...OURS].sort());
    expect(compileShipped().named.plan.mode).toBe(facts.default_mode);
    for (const [alias, id] of Object.entries(facts.mode_aliases)) {
      expect(compileShipped('', alias).named.plan.mode).toBe(id);
    }
  });

  it.each([...found.keys()])('%s is that of the reference but for what differs on purpose', (id) => {
    expect(found.get(id)?.filter((one) => covers(one) < 0)).toEqual([]);
  });

  it('differ in all that is said to differ on purpose', () => {
    const seen = new Set([...found.values()].flat().map(covers));
    expect(DIFFERENCES.filter((_, index) => !seen.has(index))).toEqual([]);
  });
});
