// The rule about histories in a run of several roots: a lineage may retire and begin anew; one that began anew after anything else has a finding.
import { expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import type { Run } from './history.js';
import { historiesAreWhole } from './rules/histories.js';

interface Told {
  /** The run that it says it continues. */
  from?: string;
  ends?: 'COMPLETED' | 'CONTINUED_AS_NEW' | 'FAILED';
  /** The run that it says it goes on as. */
  to?: string;
}

function runOf(id: string, { from, ends, to }: Told): Run {
  const first = { originalExecutionRunId: id, ...(from !== undefined && { continuedExecutionRunId: from }) };
  const started = { id: '1', type: 'WORKFLOW_EXECUTION_STARTED', attributes: first, where: id };
  const last = { id: '2', attributes: to === undefined ? {} : { newExecutionRunId: to }, where: id };
  const ended = ends === undefined ? [] : [{ ...last, type: `WORKFLOW_EXECUTION_${ends}` }];
  return { name: id, number: 1, events: [started, ...ended] };
}

const judged = (type: string, told: [string, Told][]): string[] => {
  const runs = told.map(([id, one]) => runOf(id, one));
  return historiesAreWhole({ workflows: [{ id: 'any', type, runs }] } as unknown as Evidence).map(({ what }) => what);
};

const RETIRED: [string, Told] = ['two', { from: 'one', ends: 'COMPLETED' }];
const FIRST: [string, Told] = ['one', { ends: 'CONTINUED_AS_NEW', to: 'two' }];

it('a lineage that retired begins anew', () => {
  expect(judged('lineage', [FIRST, RETIRED, ['three', {}]])).toEqual([]);
});

it.for<[string, string, [string, Told][]]>([
  ['begins anew though the one before was continued', 'lineage', [FIRST, ['two', {}]]],
  ['continues one that retired', 'lineage', [FIRST, RETIRED, ['three', { from: 'two' }]]],
  [
    'says nothing of the one before',
    'lineage',
    [
      ['one', {}],
      ['two', {}],
    ],
  ],
  ['failed', 'lineage', [['one', { ends: 'FAILED' }]]],
  ['is completed and no lineage', 'workspace', [['one', { ends: 'COMPLETED' }]]],
])('is found: a run that %s', ([, type, told]) => {
  expect(judged(type, told)).not.toEqual([]);
});
