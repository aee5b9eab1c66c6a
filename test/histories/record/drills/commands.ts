// Stories of commands: pauses, stops, budgets, signals by hand, and workflows that continue as new.
import { writeFileSync } from 'node:fs';
import { workspaceWorkflowId } from '../../../../core/contracts/ids.js';
import { runningAgent } from '../../../support/agent.js';
import { taskText } from '../../../support/task-text.js';
import { temporal } from '../temporal.js';
import type { Drill } from './drill.js';

const SLOW_BUILDER = { builder: [{ marker: 'BUILDER_COMPLETE', sleep: 1.5 }] };

/** By a daemon: a run until idle ends with the pause. */
const pauseAndResume: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script(SLOW_BUILDER);
  const daemon = bench.start('run', 'daemon');
  await runningAgent(bench);
  await bench.ok('pause', '--reason', 'the cat walks over the keyboard');
  await bench.seen('stage_completed');
  await bench.ok('resume');
  await bench.seen('work_item_done');
  await bench.ok('stop');
  await daemon.ended;
  bench.expectNames('tasks/done', 't1');
};

const stopAndGoOn: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script(SLOW_BUILDER);
  const daemon = bench.start('run', 'daemon');
  await runningAgent(bench);
  await bench.ok('stop');
  await daemon.ended;
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
};

/** One stage a run; the plan changes in between, and the activation keeps the one it began with. */
const stageByStage: Drill = async (bench) => {
  await bench.withTasks('t1', 't2');
  await bench.run('run', 'once');
  bench.configure('recovery', 'max_fix_cycles = 1');
  await bench.run('run', '--max-stages', '2');
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1', 't2');
};

/** Work that is added while nobody serves, and while somebody does; the second time it is known already. */
const enqueueByCommand: Drill = async (bench) => {
  await bench.ok('init');
  const [first, second] = ['t1', 't2'].map((id) => {
    writeFileSync(`${bench.workspace}/${id}.md`, taskText(id));
    return `${id}.md`;
  });
  await bench.ok('add-task', first ?? '');
  const daemon = bench.start('run', 'daemon');
  await bench.seen('runtime_started');
  await bench.ok('add-task', second ?? '');
  await bench.seen('work_item_done', 2);
  await bench.ok('stop');
  await daemon.ended;
  bench.expectNames('tasks/done', 't1', 't2');
};

/** The signals that the Temporal CLI sends without any arguments. */
const signalsByHand: Drill = async (bench, server) => {
  await bench.withTasks('t1');
  bench.script(SLOW_BUILDER);
  const daemon = bench.start('run', 'daemon');
  await runningAgent(bench);
  const signal = (name: string) =>
    temporal(server, 'workflow', 'signal', '--workflow-id', workspaceWorkflowId(bench.id()), '--name', name);
  await signal('pause');
  await bench.seen('stage_completed');
  await signal('resume');
  await bench.seen('stage_completed', 3);
  await signal('stop');
  await daemon.ended;
  bench.expectNames('tasks/done', 't1');
};

/** Items that operators take back: one in line, one whose agent works, and one that starts again. */
const endItems: Drill = async (bench) => {
  await bench.withTasks('t1', 't2', 't3');
  const slow = { marker: 'BUILDER_COMPLETE', sleep: 60 };
  bench.script({ 'builder:t1': [slow], 'builder:t2': [slow] });
  const run = bench.start('run', '--until', 'idle');
  await runningAgent(bench);
  await bench.ok('cancel', 't3', '--reason', 'nobody wants it');
  await bench.ok('cancel', 't1');
  await bench.seen('stage_started', 2);
  await bench.ok('retry-active');
  await run.ended;
  bench.expectNames('tasks/done', 't2');
};

/** Both workflows continue as new, more than once, with repairs in flight. */
const continueAsNew: Drill = async (bench) => {
  const ids = ['a', 'b', 'c', 'd'];
  await bench.withTasks(...ids);
  bench.configure('runtime', 'history_events = 50');
  bench.script({ checker: ['FIX_NEEDED'], doublechecker: ['FIX_NEEDED'] });
  await bench.untilIdle();
  bench.expectNames('tasks/done', ...ids);
};

export const COMMANDS = {
  'pause-and-resume': pauseAndResume,
  'stop-and-go-on': stopAndGoOn,
  'stage-by-stage': stageByStage,
  'enqueue-by-command': enqueueByCommand,
  'signals-by-hand': signalsByHand,
  'end-items': endItems,
  'continue-as-new': continueAsNew,
} satisfies Record<string, Drill>;
