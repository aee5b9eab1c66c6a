// The table of failures: each class says everything that is asked of it, and a typo in a class is an error of the compiler.
import { describe, expect, it } from 'vitest';
import { blockedEntry } from './blocked.js';
import { environmentCause } from './environment.js';
import {
  blockedAs,
  COUNTED_CLASSES,
  ENVIRONMENT_FAILURES,
  failureNamed,
  failuresOf,
  failureWords,
  isEnvironmentFailure,
  isFree,
  isRetryable,
} from './failure-lists.js';
import {
  type EnvironmentFailureClass,
  type Failure,
  type FailureClass,
  type FailureName,
  FAILURES,
} from './failures.js';
import type { StageOutcome } from './stage.js';

const ALL = Object.entries(FAILURES) as [FailureClass, Failure][];
const FROM_ELSEWHERE = ['', 'constructor', '__proto__', 'toString', 'a class of the next build', 'RUNNER_LOST'];

describe('every class', () => {
  it.each(ALL)('%s has words, and is counted as its kind is', (name, { kind, words, free, counted, retryable }) => {
    expect(words).toMatch(/^[a-z].*[^.]$/);
    expect(failureWords(name)).toBe(words);
    expect(failureNamed(name)).toBe(name);
    if (kind === 'environment' || kind === 'item') expect(counted, 'never routed').toBe('never');
    if (kind === 'environment') expect(free).toBe(true);
    // What waits is never blocked by it.
    if (retryable) expect(counted).toBe('own');
  });

  it('of the environment says what to do, and whether it passes by itself', () => {
    for (const name of ENVIRONMENT_FAILURES) {
      expect(isEnvironmentFailure(name) && isFree(name)).toBe(true);
      expect(environmentCause(name)?.remedy).toMatch(/\.$/);
      if (environmentCause(name)?.needsYou) expect(environmentCause(name)?.remedy).toContain('the stage then runs');
    }
  });

  it('is in the lists that its row says, and in no other', () => {
    const kinds = (['contract', 'runner', 'environment', 'item', 'runtime'] as const).flatMap((kind) =>
      failuresOf(kind),
    );
    expect(kinds.toSorted()).toEqual(Object.keys(FAILURES).toSorted());
    expect(ALL.flatMap(([name, { counted }]) => (counted === 'own' ? [name] : []))).toEqual(COUNTED_CLASSES);
    expect(ALL.flatMap(([name]) => (isRetryable(name) ? [name] : []))).toEqual([
      'runner_timeout',
      'runner_transport_failure',
      'runner_lost',
    ]);
  });

  it('keeps its place: the order is part of the digest of every plan', () => {
    expect(COUNTED_CLASSES).toEqual([
      ...['missing_terminal_result', 'illegal_terminal_result', 'runner_timeout', 'runner_transport_failure'],
      ...['runner_lost', 'context_exhausted', 'answer_truncated', 'fix_cycle_exhausted', 'other'],
    ]);
  });
});

describe('an item that may not go on', () => {
  const remedyOf = (failureClass: FailureName, needsYou = true): unknown => {
    const why = { runId: 'run-1', node: 'n', outcome: 'none', failureClass, reason: 'r', needsYou };
    return blockedEntry({ family: 'task', id: 'T-1', root: 'backlog' }, why, 'now').value.remedy;
  };

  it.each(failuresOf('item'))('%s needs a person, and names the item in what to do', (name) => {
    expect(blockedAs(name, 'why')).toEqual({ state: 'blocked', reason: 'why', needsYou: true, failureClass: name });
    expect(remedyOf(name)).toContain('`millrace retry T-1 --family task`');
    expect(remedyOf(name)).not.toMatch(/[{}]/);
  });

  it.each([
    ['what no stage failed at', 'lineage_ended', undefined, true],
    ['what no end was reached of', 'runner_timeout', undefined, true],
    ['what nobody remembers', 'unknown', undefined, true],
    ['what passes by itself', 'network_unavailable', undefined, false],
    ['an end that hands it on', 'builder_blocked', false, false],
  ] as const)(
    'waits for a person as the table says, or the end that was reached: %s',
    (_what, name, said, needsYou) => {
      const why = { runId: 'r', node: 'n', outcome: 'none', failureClass: name, reason: 'r' };
      const item = { family: 'task', id: 'T-1', root: 'backlog' };
      const entry = blockedEntry(item, said === undefined ? why : { ...why, needsYou: said }, 'now');
      expect(entry.value.needsYou).toBe(needsYou);
    },
  );

  it('is helped as its class says', () => {
    expect(remedyOf('usage_limit')).toMatch(
      /^Read millrace-agents\/runs\/run-1\. To let it spend more: raise the threshold/,
    );
    expect(remedyOf('approval_denied')).toBe(
      '`millrace retry T-1 --family task` asks again; `millrace cancel T-1 --family task` gives the work up.',
    );
    expect(remedyOf('builder_blocked', false)).toMatch(/^Nothing to do for it now: planning has the incident/);
    expect(remedyOf('plan_limit')).toMatch(
      /repair the cause, or decide what it asks, then `millrace retry .*` \(`--reason/,
    );
  });
});

describe('what comes from elsewhere', () => {
  it.each(FROM_ELSEWHERE)('%j is a class that is called unknown, and in no list', (text) => {
    expect(failureNamed(text)).toBe('unknown');
    expect([isEnvironmentFailure(text), isFree(text), isRetryable(text)]).toEqual([false, false, false]);
    expect(environmentCause(text)).toBeNull();
    expect(failureWords(text)).toBe(text);
  });

  it.each([undefined, null, 7, {}, ['runner_lost']])('%j is none at all', (given) => {
    expect(failureNamed(given)).toBe('unknown');
  });

  it('may be a class of a node, which every plan has for itself', () => {
    expect(failureNamed('my_node_blocked')).toBe('my_node_blocked');
  });
});

describe('a typo', () => {
  it('is an error of the compiler', () => {
    // @ts-expect-error: `runner_timeot`
    const named: FailureName = 'runner_timeot';
    // @ts-expect-error: no class of the environment
    const environment: EnvironmentFailureClass = 'runner_lost';
    // @ts-expect-error: `network_unavailble`
    const outcome: Pick<StageOutcome, 'failureClass'> = { failureClass: 'network_unavailble' };
    // @ts-expect-error: a class that no item is blocked by
    expect(blockedAs('disk_full', 'why').failureClass).toBe('disk_full');
    const known: FailureName = failureNamed('runner_lost');
    // @ts-expect-error: compared with what it can never be
    expect(known === 'runner_los').toBe(false);
    expect([named, environment, outcome]).toHaveLength(3);
  });
});
