// The proof and the engine agree: a longest activation, played through the executor, has just as many stage runs.
import { expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { PLANES } from '../contracts/families.js';
import type { ProofStep } from '../plan/proof/graph.js';
import type { Told } from './outcomes.js';
import { play } from './play.js';
import { startAt, startOf } from './start.js';

const walks = ['learning_codex_integrated', 'blueprint_codex'].flatMap((mode) => {
  const { named, witnesses } = compileShipped('', mode);
  return PLANES.flatMap((plane) =>
    Object.entries(named.plan.planes[plane]?.maxStageRuns ?? {}).map(
      ([key, most]) => [mode, key, named.plan, most, witnesses[plane]?.[key] ?? []] as const,
    ),
  );
});

const toldOf = ({ node, outcome, failureClass, resume }: ProofStep): Told => {
  return { place: node, node, outcome, failureClass: failureClass ?? null, resume: resume ?? null };
};

it.each(walks)('in mode %s from %s', (_mode, key, played, most, walk) => {
  const start = startOf(played, key) ?? startAt(played, walk[0]?.node ?? '', null);
  if (start === null) throw new Error('no start');
  const { stages, end, unused, fault } = play(played, start, walk.map(toldOf));
  expect({ fault, unused: unused.length }).toEqual({ fault: null, unused: 0 });
  expect(stages.map(({ number }) => number)).toEqual(walk.map((_, at) => at + 1));
  expect(stages).toHaveLength(most);
  expect(end?.end).toEqual(expect.any(String));
});
