// How a gap is cut into parts, by histories that are made up.
import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import type { AgentRun } from './agents.js';
import { partsTable } from './figures/gap-parts-table.js';
import { hasStages, type Part, partsOf } from './gap-parts.js';
import type { Event } from './history-cost.js';

const START = 1_700_000_000;
const agent = (stage: string, startedAt: number, endedAt: number | null): AgentRun => {
  const at = (ms: number): number => START * 1000 + ms;
  return { stage, pid: startedAt, startedAt: at(startedAt), endedAt: endedAt === null ? null : at(endedAt) };
};

/** Events by their ids and their ms after the start. */
const history = (rows: readonly [ms: number, event: object][]): Event[] =>
  rows.map(([ms, event], index) =>
    proto.temporal.api.history.v1.HistoryEvent.fromObject({
      eventId: index + 1,
      eventTime: { seconds: START, nanos: ms * 1e6 },
      ...event,
    }),
  );

const stage = (workflowTaskCompletedEventId: number) => ({
  activityTaskScheduledEventAttributes: { activityType: { name: 'runStage' }, workflowTaskCompletedEventId },
});
const mirror = (workflowTaskCompletedEventId: number) => ({
  activityTaskScheduledEventAttributes: { activityType: { name: 'mirror' }, workflowTaskCompletedEventId },
});
const started = (scheduledEventId: number) => ({ activityTaskStartedEventAttributes: { scheduledEventId } });
const completed = (scheduledEventId: number) => ({ activityTaskCompletedEventAttributes: { scheduledEventId } });
const taskStarted = { workflowTaskStartedEventAttributes: {} };
const taskCompleted = (startedEventId: number) => ({ workflowTaskCompletedEventAttributes: { startedEventId } });
const sent = (signalName: string, workflowTaskCompletedEventId: number) => ({
  signalExternalWorkflowExecutionInitiatedEventAttributes: { signalName, workflowTaskCompletedEventId },
});
const received = (signalName: string) => ({ workflowExecutionSignaledEventAttributes: { signalName } });

const RUNS = [agent('builder', 10, 20), agent('updater', 40, 50), agent('builder', 100, 110)];
const LINEAGE = history([
  [0, taskStarted],
  [2, taskCompleted(1)],
  [2, stage(2)],
  [3, started(3)],
  [22, completed(3)],
  [25, taskStarted],
  [29, taskCompleted(6)],
  [29, stage(7)],
  [30, started(8)],
  [53, completed(8)],
  [54, taskStarted],
  [58, taskCompleted(11)],
  [58, sent('left', 12)],
  // The word that it was sent brings a task of its own.
  [61, taskStarted],
  [62, taskCompleted(14)],
  [80, received('activate')],
  [81, taskStarted],
  [89, taskCompleted(17)],
  [89, stage(18)],
  [90, started(19)],
  [113, completed(19)],
]);
const told = (answer: [number, object][]): Event[] =>
  history([[60, received('left')], [64, taskStarted], [70, taskCompleted(2)], ...answer]);
const SHOWN = told([
  [70, mirror(3)],
  [72, started(4)],
]);

const lines = (parts: readonly Part[], where: Part['where']): string[] =>
  parts.filter((part) => part.where === where).map(({ from, to, ms }) => `${Math.round(ms)} ${from} -> ${to}`);

describe('the parts of a gap', () => {
  const parts = partsOf(RUNS, { workspace: SHOWN, lineage: LINEAGE }, 'builder');

  it('inside a task lead over the one workflow task', () => {
    expect(lines(parts, 'inside')).toEqual([
      '2 end of the agent -> lineage: stage completed',
      '3 lineage: stage completed -> lineage: task of it started',
      '4 lineage: task of it started -> lineage: task of it completed',
      '1 lineage: task of it completed -> stage started',
      '10 stage started -> start of the next agent',
    ]);
  });

  it('to the next task lead over the workspace and the files, and leave out tasks that brought nothing', () => {
    expect(lines(parts, 'between')).toEqual([
      '3 end of the agent -> lineage: stage completed',
      '1 lineage: stage completed -> lineage: task of it started',
      '4 lineage: task of it started -> lineage: task of it completed',
      '2 lineage: task of it completed -> workspace: told that it is left',
      '4 workspace: told that it is left -> workspace: task of it started',
      '6 workspace: task of it started -> workspace: task of it completed',
      '2 workspace: task of it completed -> files: activity started',
      '8 files: activity started -> lineage: told what is next',
      '1 lineage: told what is next -> lineage: task of that started',
      '8 lineage: task of that started -> lineage: task of that completed',
      '1 lineage: task of that completed -> stage started',
      '10 stage started -> start of the next agent',
    ]);
  });

  it('add up to it', () => {
    const sum = parts.reduce((total, { ms }) => total + ms, 0);
    expect(sum).toBeCloseTo(20 + 50, 2);
  });

  it('are those of a workspace that tells the lineage itself, too', () => {
    const workspace = told([[70, sent('activate', 3)]]);
    const direct = partsOf(RUNS, { workspace, lineage: LINEAGE }, 'builder');
    expect(lines(direct, 'between')).toContain('10 workspace: task of it completed -> lineage: told what is next');
  });

  it('are not told where the histories lack some of the way', () => {
    const untold = { workspace: [], lineage: LINEAGE };
    expect(() => partsOf(RUNS, untold, 'builder')).toThrow('lacks a part');
    expect(() => partsOf(RUNS, { workspace: SHOWN, lineage: LINEAGE.slice(0, 12) }, 'builder')).toThrow('lacks a part');
  });

  it('wait for the end of the last stage, with which its start is written down', () => {
    expect(hasStages({ workspace: SHOWN, lineage: LINEAGE }, 3)).toBe(true);
    expect(hasStages({ workspace: SHOWN, lineage: LINEAGE.slice(0, -1) }, 3)).toBe(false);
  });

  it('of several sides stand beside each other, in the order of the way', () => {
    const direct = partsOf(RUNS, { workspace: told([[70, sent('activate', 3)]]), lineage: LINEAGE }, 'builder');
    const { headers, rows } = partsTable(
      new Map([
        ['one', parts],
        ['two', direct],
        ['none', []],
      ]),
    );
    expect(headers.slice(3)).toEqual(['one: least', 'one: median', 'one: n', 'two: least', 'two: median', 'two: n']);
    expect(rows).toHaveLength(5 + 13);
    expect(rows[11]?.slice(1)).toEqual([
      'workspace: task of it completed',
      'files: activity started',
      ...['2.00', '2.00', '1', '-', '-', '0'],
    ]);
    expect(rows[12]?.slice(3, 6)).toEqual(['-', '-', '0']);
    expect(rows[12]?.slice(6).map(Number)).toEqual([10, 10, 1]);
  });
});
