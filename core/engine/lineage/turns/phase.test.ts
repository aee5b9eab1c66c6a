// Phases of an activation: what the one before had does not stay behind, and JSON from elsewhere is read whatever it lacks.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import type { Activation, ReadActivation } from '../../../contracts/activation.js';
import type { Asked } from '../../../contracts/approvals.js';
import { requestId } from '../../../contracts/run-ids.js';
import type { StagePhase } from '../../../contracts/stage-phase.js';
import { executorFrom, type ExecutorState, newExecutor } from '../executor-state.js';
import { stepExecutor } from '../executor.js';
import { runSection } from './run-section.js';
import { enter, wholeActivation } from './phase.js';

const at = '2026-01-01T00:00:00.000Z';
const wait = { failureClass: 'network_unavailable', reason: 'network_unavailable: no route', until: at } as const;
const approval: Asked = {
  ...{ id: 'approval-1', digest: 'd', requestId: 'request-1', node: 'builder', kind: 'builder', runner: 'scripted' },
  ...{ model: null, permission: 'basic', capabilities: [], planDigest: 'p', askedAt: at, expiresAt: null },
};
const facts = {
  ...{ turn: 1, plane: 'execution' as const, runId: 'run-1', planDigest: 'p', node: 'builder', since: at },
  ...{ stageNumber: 2, attempt: 1, environmentTries: 0, lostHosts: 0, spent: {}, failureClass: null, emitted: [] },
  ...{ item: { family: 'task', id: 'a', root: 'backlog', sha256: 's', generation: 0 }, lastOutcome: null },
  ...{ leashVersion: 1, go: true, grant: 1, remaining: null, order: 3 },
};
const PHASES: StagePhase[] = [
  { phase: 'ready', requestId: null, wait: null },
  { phase: 'ready', requestId: 'request-1', wait: null },
  { phase: 'running', requestId: 'request-1', wait: null },
  { phase: 'waiting', requestId: null, wait },
  { phase: 'asking', requestId: null, wait: null, approval },
];
const { plan } = new Story({}).world;
const inPhase = (phase: StagePhase): Activation => ({ ...facts, ...phase });

describe('from any phase to any other', () => {
  const pairs = PHASES.flatMap((from) => PHASES.map((to) => [from.phase, to.phase, from, to] as const));
  it.each(pairs)('from %s to %s nothing of the first stays', (_from, _to, from, to) => {
    const activation = inPhase(from);
    expect(enter(activation, to)).toBe(activation);
    const { phase, requestId: request, wait: waits, approval: asked = null } = activation;
    expect({ phase, requestId: request, wait: waits, approval: asked }).toEqual({ approval: null, ...to });
  });
  it('a field for a question comes only with a question', () => {
    const activation = inPhase({ phase: 'ready', requestId: null, wait: null });
    enter(activation, { phase: 'running', requestId: 'request-1', wait: null });
    expect(Object.keys(activation)).not.toContain('approval');
  });
});

describe('what was carried on or lay in a file', () => {
  it.each(PHASES.map((phase) => [phase.phase, phase] as const))('is the same when it is whole: %s', (_name, phase) => {
    const written = JSON.stringify(inPhase(phase));
    expect(JSON.stringify(wholeActivation(JSON.parse(written) as ReadActivation))).toBe(written);
  });

  const DAMAGED: [string, object, Partial<Activation>][] = [
    ['a wait for nothing', { phase: 'waiting', requestId: null, wait: null }, { phase: 'ready' }],
    ['a question without one', { phase: 'asking', requestId: null, wait: null }, { phase: 'ready' }],
    [
      'a question that was taken away',
      { phase: 'asking', requestId: null, wait: null, approval: null },
      { phase: 'ready' },
    ],
    ['a phase that nobody knows', { phase: 'sleeping', requestId: null, wait: null }, { phase: 'ready' }],
    ['no phase', {}, { phase: 'ready', requestId: null, wait: null }],
    ['a wait that is over', { phase: 'ready', requestId: null, wait }, { phase: 'ready', wait: null }],
    ['a wait while it runs', { phase: 'running', requestId: 'request-1', wait }, { phase: 'running', wait: null }],
    [
      'a request while it waits',
      { phase: 'waiting', requestId: 'request-1', wait },
      { phase: 'waiting', requestId: null },
    ],
    [
      'an answered question',
      { phase: 'ready', requestId: null, wait: null, approval },
      { phase: 'ready', approval: null },
    ],
    [
      'a stage without its request',
      { phase: 'running', requestId: null, wait: null },
      { phase: 'running', requestId: requestId('run-1', 2, 1) },
    ],
  ];
  it.each(DAMAGED)('with %s is read, and every event can be handled', (_what, damage, expected) => {
    const carried = { ...newExecutor('ws', 'backlog', 4), lastTurn: 1, activation: { ...facts, ...damage } };
    const state = executorFrom(JSON.parse(JSON.stringify(carried)) as ExecutorState);
    expect(state.activation).toMatchObject(expected);
    const activation = state.activation as Activation;
    expect(runSection({ lineage: 'backlog', activation }).node).toBe('builder');
    const leash = { version: 9, go: true, grant: 2, allowance: null, rules: 4 };
    const decision = { approvalId: 'approval-1', decision: 'approved' as const, issuer: 'o', reason: '' };
    stepExecutor(state, { type: 'decided', at, message: { v: 1, turn: 1, ...decision } }, plan);
    stepExecutor(state, { type: 'timer', at, turn: 1, until: at }, plan);
    stepExecutor(state, { type: 'leash', at, message: { v: 1, turn: 1, leash } }, plan);
    expect(state.activation?.phase, 'a new worker lets it go on').toBe('running');
  });

  it('of the first shape gets the class of its wait, and is whole', () => {
    const first = { ...newExecutor('ws', 'backlog', 1), schema: 1, nextRules: undefined, lastTurn: 1 };
    const { failureClass: _class, ...told } = wait;
    const activation = { ...facts, phase: 'waiting', requestId: null, wait: told };
    const state = executorFrom({ ...first, activation } as unknown as ExecutorState);
    expect(state).toMatchObject({ schema: 2, nextRules: 1, activation: { phase: 'waiting', wait } });
  });
});
