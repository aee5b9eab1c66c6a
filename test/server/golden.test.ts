// The golden sequences of the default modes through the real workflows: the stages exactly, and where everything ends.
import { writeFileSync } from 'node:fs';
import { afterEach, expect, inject } from 'vitest';
import { Bench, type ScriptEntry } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import {
  BUILT,
  DONE,
  emitted,
  FIXED,
  made,
  manages,
  orderOf,
  REPAIRED,
  storiesOf,
  storyOf,
} from '../support/stories.js';
import { taskText } from '../support/task-text.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const needs = (...ids: string[]): string => `\nDepends-On:\n${ids.map((id) => `- ${id}`).join('\n')}\n`;
const times = (n: number, outcome: string): string[] => Array.from({ length: n }, () => outcome);

const CHILD = 'Root-Spec-ID: s1\n';

/** Works off these documents, by path below `millrace-agents/`, as the script says. */
async function play(
  documents: Record<string, string>,
  script: Record<string, ScriptEntry[]>,
  mode = 'default_codex',
): Promise<void> {
  bench = new Bench(inject('temporalAddress'));
  bench.script(script);
  await bench.ok('init', '--mode', mode);
  for (const [file, text] of Object.entries(documents)) writeFileSync(bench.file(file), text);
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect([0, 10, 11], output).toContain(code);
}

const story = (item: string): string => storyOf(bench, item);
const order = (): string[] => orderOf(bench);
const stories = (): Record<string, string> => storiesOf(bench);

const TWO_FIXES = `checker:FIX_NEEDED ${FIXED} doublechecker:FIX_NEEDED ${FIXED}`;
const PLANNED = 'planner:PLANNER_COMPLETE manager:MANAGER_COMPLETE';
const AUDITED = `auditor:AUDITOR_COMPLETE ${PLANNED}`;

slow('tasks: done, fixed, worn, hopeless, handed off, and in the order of what they need', async () => {
  const tasks = {
    happy: made(2, taskText('happy')),
    fixed: made(3, taskText('fixed')),
    worn: made(4, taskText('worn')),
    again: made(5, taskText('again')),
    hopeless: made(6, taskText('hopeless')),
    stuck: made(7, taskText('stuck')),
    heir: made(1, taskText('heir', needs('stuck'))),
    a: made(10, taskText('a', needs('c'))),
    b: made(12, taskText('b')),
    c: made(11, taskText('c')),
    d: made(11, taskText('d')),
    e: made(10, taskText('e', needs('ghost'))),
    f: made(10, taskText('f', needs('g'))),
    g: made(10, taskText('g', needs('f'))),
  };
  await play(Object.fromEntries(Object.entries(tasks).map(([id, text]) => [`tasks/queue/${id}.md`, text])), {
    'checker:fixed': ['FIX_NEEDED'],
    'doublechecker:fixed': ['FIX_NEEDED'],
    'checker:worn': ['FIX_NEEDED'],
    'doublechecker:worn': times(2, 'FIX_NEEDED'),
    'checker:again': times(2, 'FIX_NEEDED'),
    'doublechecker:again': times(2, 'FIX_NEEDED'),
    'builder:hopeless': ['BLOCKED'],
    'troubleshooter:hopeless': times(2, 'BLOCKED'),
    'consultant:hopeless': ['BLOCKED'],
    'builder:stuck': times(3, 'BLOCKED'),
    'consultant:stuck': ['NEEDS_PLANNING'],
    manager: manages('stuck-anew'),
  });
  expect(stories()).toEqual({
    'task/happy': DONE,
    'task/fixed': `${BUILT} ${TWO_FIXES} doublechecker:DOUBLECHECK_PASS updater:UPDATE_COMPLETE`,
    'task/worn': `${BUILT} ${TWO_FIXES} doublechecker:FIX_NEEDED ${REPAIRED} ${DONE}`,
    'task/again': `${BUILT} ${TWO_FIXES} doublechecker:FIX_NEEDED ${REPAIRED} ${BUILT} checker:FIX_NEEDED ${REPAIRED} ${DONE}`,
    'task/hopeless': 'builder:BLOCKED troubleshooter:BLOCKED consultant:BLOCKED',
    'task/stuck': `builder:BLOCKED ${REPAIRED} builder:BLOCKED ${REPAIRED} builder:BLOCKED consultant:NEEDS_PLANNING`,
    'incident/incident-stuck': AUDITED,
    ...{ 'task/stuck-anew': DONE, 'task/heir': DONE, 'task/a': DONE, 'task/b': DONE, 'task/c': DONE, 'task/d': DONE },
  });
  expect(order().slice(-4)).toEqual(['task/c', 'task/a', 'task/d', 'task/b']);
  expect(bench.names('tasks/blocked')).toEqual(['hopeless.md']);
  expect(bench.names('tasks/queue')).toEqual(['e.md', 'f.md', 'g.md', 'superseded']);
  expect(bench.names('tasks/queue/superseded')).toContain('stuck.md');
});

quick('specs: child specs, remediation, and a Planner that never says what it decided', async () => {
  const children = [emitted('c1', made(5, specText('c1', CHILD))), emitted('c2', specText('c2', CHILD))];
  const documents = {
    'specs/queue/s1.md': made(2, specText('s1')),
    'specs/queue/r1.md': made(3, specText('r1')),
    'specs/queue/p1.md': made(4, specText('p1')),
  };
  await play(documents, {
    'planner:s1': [{ marker: 'PLANNER_COMPLETE', child_specs: ['c1', 'c2'], files: children }],
    'planner:p1': [{ no_disposition: true, repeat: true }],
    'manager:c1': manages('t-c1', 's1'),
    'manager:c2': manages('t-c2', 's1'),
    'manager:r1': manages('t-r1', 'r1'),
    'arbiter:r1': ['REMEDIATION_NEEDED'],
    manager: manages('t-fix', 'r1'),
  });
  expect(order()).toEqual([
    ...['spec/s1', 'spec/c2', 'spec/c1', 'task/t-c1', 'task/t-c2'],
    ...['spec/r1', 'task/t-r1', 'incident/arbiter-gap-r1', 'task/t-fix', 'spec/p1'],
  ]);
  expect(stories()).toMatchObject({
    'spec/s1': 'planner:PLANNER_COMPLETE arbiter:ARBITER_COMPLETE',
    'spec/c1': PLANNED,
    'spec/c2': PLANNED,
    'spec/r1': `${PLANNED} arbiter:REMEDIATION_NEEDED arbiter:ARBITER_COMPLETE`,
    'incident/arbiter-gap-r1': AUDITED,
    'spec/p1':
      'planner:PLANNER_COMPLETE mechanic:MECHANIC_COMPLETE planner:PLANNER_COMPLETE mechanic:MECHANIC_COMPLETE planner:PLANNER_COMPLETE',
  });
  expect(bench.names('specs/done')).toEqual(['c1.md', 'c2.md', 'r1.md', 's1.md']);
  expect(bench.names('specs/blocked')).toEqual(['p1.md']);
});

slow('the Integrator between Builder and Checker', async () => {
  const script = { integrator: ['BLOCKED'], checker: ['FIX_NEEDED'] };
  await play({ 'tasks/queue/t.md': taskText('t') }, script, 'default_codex_integrated');
  expect(story('task/t')).toBe(
    `${BUILT} integrator:BLOCKED ${REPAIRED} ${BUILT} integrator:INTEGRATION_COMPLETE checker:FIX_NEEDED ` +
      `${FIXED} doublechecker:DOUBLECHECK_PASS updater:UPDATE_COMPLETE`,
  );
});
