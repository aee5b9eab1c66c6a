// Stories of work: documents in, stages with all kinds of outcomes, documents out.
import { writeFileSync } from 'node:fs';
import { runtimePaths } from '../../../../core/contracts/paths.js';
import { specText } from '../../../support/spec-text.js';
import { taskText } from '../../../support/task-text.js';
import type { Drill } from './drill.js';

/** A file that a scripted stage leaves in its outbox. */
const emitted = (id: string, content: string) => ({
  path: `millrace-agents/${runtimePaths.outbox('${RUN_ID}')}/${id}.md`,
  content,
});

const fixCycle: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script({ checker: ['FIX_NEEDED'] });
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
};

/** Every rung of the ladders: repairs, consultations, and in the end a person. */
const stuck: Drill = async (bench) => {
  await bench.withTasks('t1', 't2');
  bench.script({
    'builder:t1': [{ marker: 'BLOCKED', repeat: true }],
    consultant: [{ marker: 'CONSULT_COMPLETE', repeat: true }],
  });
  await bench.run('run', '--until', 'idle');
  bench.expectNames('tasks/blocked', 't1');
  bench.expectNames('tasks/done', 't2');
};

const handOff: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script({
    'builder:t1': [{ marker: 'BLOCKED', repeat: true }],
    consultant: ['NEEDS_PLANNING'],
    planner: ['BLOCKED'],
    manager: [{ marker: 'MANAGER_COMPLETE', files: [emitted('t1-redo', taskText('t1-redo'))] }],
  });
  await bench.run('run', '--until', 'idle');
  bench.expectNames('tasks/done', 't1-redo');
};

/** A child spec, which takes the place of its parent, and a manager whose tasks depend on each other. Beside them rootless work. */
const emissions: Drill = async (bench) => {
  await bench.withTasks('t1');
  writeFileSync(bench.file('specs/queue/s1.md'), specText('s1'));
  const child = specText('s1-child', 'Parent-Spec-ID: s1\n');
  const after = taskText('tb', '\nDepends-On:\n- ta\n');
  bench.script({
    'planner:s1': [{ marker: 'PLANNER_COMPLETE', child_specs: ['s1-child'], files: [emitted('s1-child', child)] }],
    'manager:s1-child': [
      { files: [emitted('ta', taskText('ta')), emitted('tb', after), emitted('tc', taskText('tc'))] },
    ],
  });
  await bench.run('run', '--until', 'idle');
  bench.expectNames('tasks/done', 't1', 'ta', 'tb', 'tc');
};

/** Files that are no documents go into quarantine, and the good one among them is worked off. */
const corruptDrop: Drill = async (bench) => {
  await bench.withTasks('good');
  writeFileSync(bench.file('tasks/queue/bytes.md'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  writeFileSync(bench.file('tasks/queue/prose.md'), 'not a heading\n');
  writeFileSync(bench.file('tasks/queue/other-name.md'), taskText('somebody'));
  await bench.run('run', '--until', 'idle');
  bench.expectNames('tasks/done', 'good');
};

/** A task that waits for one that was finished long ago, which only the files know, and for one that is still to come. */
const dependencies: Drill = async (bench) => {
  await bench.withTasks('early');
  await bench.untilIdle();
  writeFileSync(bench.file('tasks/queue/last.md'), taskText('last', '\nDepends-On:\n- early\n- middle\n'));
  writeFileSync(bench.file('tasks/queue/middle.md'), taskText('middle', '\nDepends-On:\n- early\n'));
  await bench.untilIdle();
  bench.expectNames('tasks/done', 'early', 'last', 'middle');
};

const manyDocuments: Drill = async (bench) => {
  const ids = Array.from({ length: 250 }, (_, index) => `t${String(index).padStart(3, '0')}`);
  await bench.withTasks(...ids);
  await bench.run('run', '--max-stages', '4');
  bench.expectNames('tasks/done', 't000');
};

/** A root of which nothing is left, and to which work comes once more: its lineage completes twice. */
const begunAnew: Drill = async (bench) => {
  await bench.withTasks();
  for (const id of ['t1', 't2']) {
    writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, '\nRoot-Spec-ID: r1\n'));
    await bench.untilIdle();
  }
  bench.expectNames('tasks/done', 't1', 't2');
};

export const WORK = {
  'fix-cycle': fixCycle,
  stuck,
  'hand-off': handOff,
  emissions,
  'corrupt-drop': corruptDrop,
  dependencies,
  'many-documents': manyDocuments,
  'begun-anew': begunAnew,
} satisfies Record<string, Drill>;
