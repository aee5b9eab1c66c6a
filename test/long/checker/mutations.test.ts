// The checker can fail: recorded evidence of a real run has no findings, and each thing that must not happen, put into a
// copy of it, is found by the rules that are meant to find it and by no others.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkEvidence } from './check.js';
import type { Spoiler } from './spoil.js';
import { payload, revalue, silence, spoilerOf } from './spoil.js';

const good = new URL('good', import.meta.url).pathname;
let dir = '';
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function copy(): Spoiler {
  dir = mkdtempSync(path.join(tmpdir(), 'millrace-checker-'));
  cpSync(good, dir, { recursive: true });
  return spoilerOf(dir);
}

const LOG = 'millrace-agents/logs/runtime_events.jsonl';
const SNAPSHOT = 'millrace-agents/state/runtime_snapshot.json';
const TASKS = 'millrace-agents/tasks';
const DONE = `${TASKS}/done`;
const AGENTS_LOG = 'agents.jsonl';
const COMPLETED = 'ACTIVITY_TASK_COMPLETED';
const SCHEDULED = 'ACTIVITY_TASK_SCHEDULED';
const SIGNALED = 'WORKFLOW_EXECUTION_SIGNALED';

/** The request of the first stage; the second stage of the first task. */
const first = (to: Spoiler): string => to.requests[0] ?? '';
const second = (to: Spoiler): string => to.requests[1] ?? '';
const ends = (request: string, line: string): boolean => line.includes('"stage_completed"') && line.includes(request);
/** The same line much later, of another process; of another request. */
const again = (line: string): string => line.replace(/"pid":\d+/, '"pid":1').replace(/"at":\d/, '"at":9');
const foreign = (line: string): string => line.replace(/request-\w+/, 'request-0').replace(/"at":\d/, '"at":9');

const control = { commandId: 'c-1', issuer: 'alice', reason: 'it stood still' };

/** `rules`: exactly those that find it. */
type Case = [what: string, rules: string, spoil: (to: Spoiler) => void];

const DOCUMENTS: Case[] = [
  ['a document that is gone', 'G1', (to) => to.remove(`${DONE}/t2.md`)],
  ['a done task in another folder', 'G1 G16', (to) => to.move(`${DONE}/t1.md`, `${TASKS}/queue/t1.md`)],
  ['a document in two folders', 'G1 G16', (to) => to.copy(`${DONE}/t1.md`, `${TASKS}/blocked/t1.md`)],
  ['a document with another text', 'G1', (to) => to.text(`${DONE}/t1.md`, (text) => `${text}more\n`)],
  ['an expected task in quarantine', 'G1', (to) => to.write(`${TASKS}/queue/t1.md.invalid`, 'x')],
  [
    'an expected task that never came',
    'G1 G4',
    (to) => to.text('expect.json', (text) => text.replace('"t2"', '"t2","t3"')),
  ],
  [
    'another item than a task that is not done',
    'G1 G4',
    (to) => to.text('expect.json', (text) => text.replace('{', '{"others":[{"family":"spec","id":"s1","stages":3}],')),
  ],
  ['a document that nobody admitted', 'G16', (to) => to.write('millrace-agents/specs/queue/s1.md', '# s1\n')],
];

const STAGES: Case[] = [
  ['a stage that completed twice', 'G2', (to) => to.repeat('lineage', COMPLETED, first(to))],
  ['a stage that never completed', 'G2', (to) => to.event('lineage', COMPLETED, first(to), silence)],
  ['a stage that was asked for twice', 'G2', (to) => to.repeat('lineage', SCHEDULED, first(to))],
  [
    'a stage that completed with another outcome than was shown',
    'G2',
    (to) =>
      to.event('lineage', COMPLETED, first(to), (event) =>
        revalue(event, (text) => text.replace(/[A-Z]+_COMPLETE/, 'BLOCKED')),
      ),
  ],
  [
    'a stage that completed with the result of another',
    'G2',
    (to) =>
      to.event('lineage', COMPLETED, first(to), (event) =>
        revalue(event, (text) => text.replaceAll(first(to), second(to))),
      ),
  ],
  [
    'an activity that failed for good',
    'G2',
    (to) => to.add('lineage', 1, { type: 'ACTIVITY_TASK_FAILED', attributes: { scheduledEventId: '6' } }),
  ],
  ['a result that was never decided', 'G2', (to) => to.remove(`journals/${first(to)}/decided.json`)],
  ['a stage result that is not shown', 'G2', (to) => to.remove(to.stageResult(first(to)))],
  [
    'a stage result that was decided again',
    'G2',
    (to) => to.text(`journals/${first(to)}/decided.json`, (text) => text.replaceAll('BUILDER_COMPLETE', 'BLOCKED')),
  ],
  [
    'a stage that the log does not know',
    'G2',
    (to) => to.lines(LOG, (lines) => lines.filter((line) => !ends(first(to), line))),
  ],
  [
    'a stage that is twice in the log',
    'G2',
    (to) => to.lines(LOG, (lines) => [...lines, ...lines.filter((line) => ends(first(to), line))]),
  ],
  [
    'a gap in the stage runs of an activation',
    'G2',
    (to) =>
      to.event('lineage', SCHEDULED, second(to), (event) =>
        revalue(event, (text) => text.replace('"stageNumber":2', '"stageNumber":3')),
      ),
  ],
  [
    'the journal of a request that nobody made',
    'G2',
    (to) => to.write('done/request-0', '{"kind":"exited","status":0}'),
  ],
];

const AGENTS: Case[] = [
  ['an agent that never started', 'G4', (to) => to.lines(AGENTS_LOG, (lines) => lines.slice(2))],
  [
    'an agent that started twice',
    'G3 G4',
    (to) => to.lines(AGENTS_LOG, ([start = '', ...lines]) => [start, start, ...lines]),
  ],
  [
    'a second agent for a request',
    'G4',
    (to) =>
      to.lines(AGENTS_LOG, ([start = '', end = '', ...lines]) => [start, end, ...[start, end].map(again), ...lines]),
  ],
  [
    'an agent of no request',
    'G4',
    (to) => to.lines(AGENTS_LOG, (lines) => [...lines, ...lines.slice(0, 2).map(foreign)]),
  ],
  [
    'a host that claimed a request after another one',
    'G4',
    (to) => to.copy(`journals/${first(to)}/claim-1`, `journals/${first(to)}/claim-2`),
  ],
  ['a request that no host claimed', 'G4', (to) => to.remove(`journals/${first(to)}/claim-1`)],
  [
    'a second chance that was needed and not given',
    'G4 G12',
    (to) => to.text('expect.json', (text) => text.replace('{', '{"chances":1,')),
  ],
  ['an agent without a result', 'G4', (to) => to.remove(`done/${first(to)}`)],
  ['a lost agent', 'G4', (to) => to.write(`done/${first(to)}`, '{"kind":"lost"}')],
  [
    'two agents at once',
    'G3',
    (to) =>
      to.lines(AGENTS_LOG, ([start = '', end = '', next = '', ...lines]) =>
        [start, next, end, ...lines].map((line) =>
          line === end ? line.replace(/"at":\d+/, `"at":${Number(/"at":(\d+)/.exec(next)?.[1]) + 1}`) : line,
        ),
      ),
  ],
  ['an agent that never ended', 'G3', (to) => to.lines(AGENTS_LOG, (lines) => lines.slice(0, -1))],
  [
    'another attempt of a stage',
    'G12',
    (to) =>
      to.event('lineage', SCHEDULED, second(to), (event) =>
        revalue(event, (text) => text.replace('"attempt":1', '"attempt":2')),
      ),
  ],
  [
    'a process that is left',
    'G10',
    (to) => to.write('processes.json', JSON.stringify([{ pid: 7, mark: first(to), cmdline: 'sleep 60' }])),
  ],
];

const COMMANDS: Case[] = [
  [
    'a command of an operator',
    'G5',
    (to) =>
      to.add('workspace', 2, {
        type: 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
        attributes: {
          acceptedRequest: { meta: { updateId: 'c-1' }, input: { name: 'resume', args: payload(control) } },
        },
      }),
  ],
  [
    'a signal of an operator',
    'G5',
    (to) => to.add('workspace', 1, { type: SIGNALED, attributes: { signalName: 'resume', input: payload(control) } }),
  ],
  [
    'a signal of somebody who gives no name',
    'G5',
    (to) => to.add('workspace', 1, { type: SIGNALED, attributes: { signalName: 'resume' } }),
  ],
  [
    'a pause that the snapshot does not show',
    'G5 G16',
    (to) => to.add('workspace', 2, { type: SIGNALED, attributes: { signalName: 'pause', input: payload(control) } }),
  ],
];

const TURNS: Case[] = [
  ['a turn that did not come back', 'G16', (to) => to.event('workspace', SIGNALED, '"turn":1', silence)],
  ['the last turn that did not come back', 'G16', (to) => to.event('workspace', SIGNALED, '"turn":2', silence)],
  ['a turn that came back twice', 'G16', (to) => to.repeat('workspace', SIGNALED, '"turn":1')],
  [
    'a turn that was given twice',
    'G16',
    (to) => to.repeat('workspace', 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED', '"turn":2'),
  ],
  ['a turn that never reached its lineage', 'G16', (to) => to.event('lineage', SIGNALED, '"turn":2', silence)],
  [
    'a turn that was left out',
    'G16',
    (to) =>
      to.event('workspace', 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED', '"turn":2', (event) =>
        revalue(event, (text) => text.replace('"turn":2', '"turn":3')),
      ),
  ],
  [
    'a turn that came back with another item',
    'G16',
    (to) =>
      to.event('workspace', SIGNALED, '"turn":1', (event) =>
        revalue(event, (text) => text.replace('"id":"t1"', '"id":"t2"')),
      ),
  ],
  [
    'an item that was blocked and is shown as done',
    'G16',
    (to) =>
      to.event('workspace', SIGNALED, '"turn":2', (event) =>
        revalue(event, (text) => text.replace('"state":"done"', '"state":"blocked"')),
      ),
  ],
];

const FILES: Case[] = [
  ['a snapshot of another turn', 'G16', (to) => to.text(SNAPSHOT, (text) => text.replace('"turn": 2', '"turn": 1'))],
  [
    'a snapshot of another phase',
    'G16',
    (to) => to.text(SNAPSHOT, (text) => text.replace('"phase": "stopped"', '"phase": "running"')),
  ],
  [
    'a snapshot with another depth',
    'G16',
    (to) => to.text(SNAPSHOT, (text) => text.replace('"queue_depth_execution": 0', '"queue_depth_execution": 1')),
  ],
  [
    'a snapshot with blocked items',
    'G16',
    (to) => to.text(SNAPSHOT, (text) => text.replaceAll('"blocked": 0', '"blocked": 1')),
  ],
  [
    'a snapshot with a run',
    'G16',
    (to) => to.text(SNAPSHOT, (text) => text.replace('"run": null', '"run": {"turn": 2}')),
  ],
  [
    'a status file of before',
    'G16',
    (to) => to.write('millrace-agents/state/execution_status.md', '### UPDATER_RUNNING\n'),
  ],
];

/** Of the first stage that wrote something. */
const wrote = (line: string): boolean => line.includes('"src/a.js":"');
const inTrees = (change: (trees: Record<string, Record<string, string>>) => void) => (to: Spoiler) =>
  to.text('trees.json', (text) => {
    const trees = JSON.parse(text) as Record<string, Record<string, string>>;
    change(trees);
    return JSON.stringify(trees);
  });
const changesOf = (to: Spoiler, change: (text: string) => string): void =>
  to.event('lineage', COMPLETED, second(to), (event) => revalue(event, change));

const CHANGES: Case[] = [
  [
    'an agent that wrote what its stage does not have',
    'G17',
    (to) =>
      to.lines(AGENTS_LOG, (lines) => lines.map((line) => (wrote(line) ? line.replace('src/a.js', 'src/c.js') : line))),
  ],
  [
    'an agent that wrote another text',
    'G17',
    (to) =>
      to.lines(AGENTS_LOG, (lines) =>
        lines.map((line) => (wrote(line) ? line.replace(/"src\/a.js":"\w{4}/, '"src/a.js":"0000') : line)),
      ),
  ],
  [
    'an agent whose journal is gone',
    'G17',
    (to) => to.lines(AGENTS_LOG, (lines) => lines.map((line) => line.replace(/,"files":.*}}/, '}'))),
  ],
  [
    'a work tree with a file that no stage wrote',
    'G17',
    (to) => to.text('last-tree.json', (text) => text.replace('{', '{"x":"0",')),
  ],
  [
    'a work tree that lost a file',
    'G17',
    (to) => to.text('last-tree.json', (text) => text.replace(/,"src\/b.js":"\w+"/, '')),
  ],
  ['a work tree that was not empty before', 'G17', (to) => to.write('first-tree.json', '{"x":"0"}')],
  ['a recorded tree that is gone', 'G17', inTrees((trees) => delete trees[Object.keys(trees)[0] ?? ''])],
  ['a stage that counts other files', 'G17', (to) => changesOf(to, (text) => text.replace('"files":0', '"files":1'))],
  [
    'a stage that does not say what it changed',
    'G17',
    (to) => changesOf(to, (text) => text.replace('"changes"', '"other"')),
  ],
  ['a stage that found another tree than was left', 'G17', (to) => changesOf(to, foundAnother)],
];

/** Of a stage that changed nothing: both trees are one. */
function foundAnother(text: string): string {
  const { changes } = JSON.parse(text) as { changes: { before: string } };
  return text.replaceAll(changes.before, '0'.repeat(40));
}

const HISTORIES: Case[] = [
  ['an earlier run that is missing', 'G2 G4 G16 history', (to) => to.remove(to.history('lineage', 1))],
  ['a later run that is missing', 'history', (to) => to.remove(to.history('lineage', 2))],
  [
    'a workflow that was ended',
    'history',
    (to) => to.add('lineage', 2, { type: 'WORKFLOW_EXECUTION_TERMINATED', attributes: {} }),
  ],
  [
    'a failure of the code',
    'history',
    (to) =>
      to.add('lineage', 1, {
        type: 'WORKFLOW_TASK_FAILED',
        attributes: { cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR' },
      }),
  ],
  [
    'an event that is missing',
    'history',
    (to) => to.text(to.history('lineage', 2), (text) => text.replace('"eventId":"7"', '"eventId":"8"')),
  ],
  ['a change that was still to be shown', 'evidence', (to) => to.event('workspace', COMPLETED, '', silence)],
  ['no expectation', 'evidence', (to) => to.remove('expect.json')],
  ['a snapshot that is no JSON', 'evidence', (to) => to.write(SNAPSHOT, '{')],
  ['no history', 'evidence', (to) => to.remove('histories')],
];

const rulesOf = (folder: string): string => {
  const found = new Set(checkEvidence(folder).map(({ rule }) => rule));
  return ['evidence', 'G1', 'G2', 'G3', 'G4', 'G5', 'G10', 'G12', 'G16', 'G17', 'history']
    .filter((rule) => found.has(rule))
    .join(' ');
};

it('finds nothing in the evidence of a run in which a worker was killed', () => {
  expect(checkEvidence(good)).toEqual([]);
});

it('finds nothing in a task failure that a kill explains', () => {
  const to = copy();
  const attributes = { cause: 'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND' };
  to.add('lineage', 1, { type: 'WORKFLOW_TASK_FAILED', attributes });
  to.add('lineage', 1, { type: 'WORKFLOW_TASK_TIMED_OUT', attributes: {} });
  expect(checkEvidence(dir)).toEqual([]);
});

it('lets the driver give commands of its own when it says so', () => {
  const to = copy();
  to.add('workspace', 2, { type: SIGNALED, attributes: { signalName: 'resume', input: payload(control) } });
  to.text('expect.json', (text) => text.replace('}', ',"issuers":["alice"]}'));
  expect(checkEvidence(dir)).toEqual([]);
});

describe.each([
  ['documents', DOCUMENTS],
  ['stages', STAGES],
  ['agents', AGENTS],
  ['commands', COMMANDS],
  ['turns', TURNS],
  ['files', FILES],
  ['changes', CHANGES],
  ['histories', HISTORIES],
])('%s', (_name, cases) => {
  it.each(cases)('%s: found by %s', (_what, rules, spoil) => {
    spoil(copy());
    expect(rulesOf(dir)).toBe(rules);
  });
});
