// Stories that only some modes tell: an Integrator, a lane that learns beside the work, and drafts.
import { writeFileSync } from 'node:fs';
import { approves, cuts, type Draft, rejects, taskOf, worksOut } from '../../../support/blueprint-papers.js';
import { specText } from '../../../support/spec-text.js';
import { taskText } from '../../../support/task-text.js';
import type { Drill } from './drill.js';

const REQUEST =
  '# L\n\nLearning-Request-ID: l1\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: tester\n';

/** A request is worked on beside a task, each in a lane of its own; the task is repaired at its Integrator, which is learned from, too. */
const learning: Drill = async (bench) => {
  await bench.ok('init', '--mode', 'learning_codex_integrated');
  writeFileSync(bench.file('tasks/queue/t1.md'), taskText('t1'));
  writeFileSync(bench.file('learning/requests/queue/l1.md'), REQUEST);
  bench.script({ integrator: ['BLOCKED'], analyst: [{ marker: 'ANALYST_COMPLETE', sleep: 1 }] });
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
  bench.expectAmong('learning/requests/done', 'l1');
};

const draft: Draft = { id: 's1-01', root: 's1', index: 1 };

/** A spec is cut into a draft, whose second blueprint is approved and becomes a task; then the root is judged. */
const blueprint: Drill = async (bench) => {
  await bench.ok('init', '--mode', 'blueprint_codex');
  writeFileSync(bench.file('specs/queue/s1.md'), specText('s1'));
  bench.script({
    manager_blueprint: [cuts(draft)],
    contractor_blueprint: [worksOut(draft, 1), worksOut(draft, 2)],
    evaluator_blueprint: [rejects(draft, 1), approves(draft, 2)],
  });
  await bench.untilIdle();
  bench.expectNames('tasks/done', taskOf(draft));
  bench.expectNames('specs/done', 's1');
};

export const MODES = { learning, blueprint } satisfies Record<string, Drill>;
