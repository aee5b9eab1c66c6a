// An idea from its sentences to the verdict on each, through real stages: the table of a closed root, with the hole that nobody filled.
import { afterEach, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
afterEach(() => bench.close());

const IDEA =
  '# links\n\nSlugs have no dots. Two equal links become one.\n\n- The page says how many links there are.\n';
const left = (path: string, ...content: string[]) => ({ path: `\${RUN_DIR}/${path}`, content });

it('shows the way of every sentence of an idea, and what was asked about once and stayed out', async () => {
  bench = new Bench(inject('temporalAddress'));
  await bench.ok('init');
  const plan = ['# Plan', '', '## Requirements', '', '- R1 (S1): no dots in a slug', '- R2 (S2): equal links are one'];
  const task = taskText('slugs', '\nServes: R1\nRoot-Spec-ID: idea-links\n').trimEnd().split('\n');
  bench.script({
    // Leaves S3 out, also when it is asked once more.
    planner: [{ marker: 'PLANNER_COMPLETE', files: [left('planner_report.md', ...plan)] }],
    manager: [
      {
        marker: 'MANAGER_COMPLETE',
        files: [
          left('outbox/slugs.md', ...task),
          left('manager_report.md', '# Tasks', '', '## Requirements', '', '- none (R2): it is there already'),
        ],
      },
    ],
  });
  await bench.ok('add-idea', '--text', IDEA);
  await bench.ok('run', '--until', 'idle');
  const again = bench.events('stage_asked_again').map(({ data }) => [data['node_id'], data['failure_class']]);
  expect(again).toEqual([['planner', 'requirements_hole']]);
  const shown = await bench.ok('lineage', 'show', 'idea-links');
  expect(shown).toContain('HOLE');
  const { data } = JSON.parse(await bench.ok('lineage', 'show', 'idea-links', '--json')) as { data: unknown };
  expect(data).toMatchObject({ requirements: 2, met: 2, holes: 1 });
  expect(await bench.ok('closures', 'show', 'idea-links')).toContain('lineage show');
});
