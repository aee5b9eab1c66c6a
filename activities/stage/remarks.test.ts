// Of whom it is remarked that nothing was changed: of those who were asked for a change, and of nobody else who may write.
import { expect, it } from 'vitest';
import { PLANES } from '../../core/contracts/families.js';
import type { PlanNode } from '../../core/contracts/plan.js';
import { compileShipped } from '../../test/support/plan.js';
import { stageRequest } from '../../test/support/stage-request.js';
import { changedNothing } from './remarks.js';

const { planes } = compileShipped('', 'default_codex_integrated').named.plan;
const nodes = PLANES.flatMap((plane) => Object.values(planes[plane]?.nodes ?? {}));
const recorded = (files: number) => ({
  changes: { before: 'a'.repeat(40), after: 'b'.repeat(40), files, added: 0, removed: 0 },
  notes: [],
});

const remarked = ({ routes: _routes, ...node }: PlanNode, files: number, attempt = 1): boolean =>
  changedNothing(
    stageRequest({ ...node, node: node.kind, attempt, form: { chance: 'ahead' } }),
    'success',
    recorded(files),
  ).length > 0;

it('a builder, a fixer or a merger that changed no file is, and no stage that often has nothing to change', () => {
  expect(nodes.filter((node) => remarked(node, 0)).map(({ kind }) => kind)).toEqual(['builder', 'merger', 'fixer']);
  const writing = nodes.filter(({ capabilities }) => capabilities?.['workspace.write'] !== undefined);
  expect(writing.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['updater', 'troubleshooter', 'integrator', 'builder', 'fixer']),
  );
});

it('whoever changed something is not, nor a second attempt that goes on from the first', () => {
  expect(nodes.filter((node) => remarked(node, 1) || remarked(node, 0, 2))).toEqual([]);
});
