// What lies in a workspace at work, as far as the commands look at it for which V8's code is kept: some tasks in line, one at work, and what stages
// did. It is made up, and no more than what makes them say all they mostly say; what they do not find, they compile when they need it.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const AT = '2026-01-01T00:00:00.000Z';
const [RUN, REQUEST] = ['run-1', 'request-1'];
const IN_LINE = ['t3', 't4', 't5'];
const NAMED = { family: 'task', id: 't2' };

const AT_WORK = {
  ...NAMED,
  ...{ runId: RUN, turn: 2, lineage: 'backlog', plane: 'execution', node: 'checker', stageNumber: 2, attempt: 1 },
  ...{ requestId: REQUEST, state: 'running', since: AT, waitsClass: null, waitsFor: null, waitsUntil: null },
  ...{ counters: {}, lastOutcome: 'BUILDER_COMPLETE' },
};

const WORKSPACE = {
  ...{ schema: 6, seq: 3, rules: 12, phase: 'running', pauseSources: [], allowance: null, mode: 'default_codex' },
  ...{ planId: 'plan-default_codex', planDigest: '0'.repeat(64), turn: 2, lanes: 1, blocked: 0, targets: [] },
  active: { ...NAMED, runId: RUN, root: 'backlog' },
  turns: [{ turn: 2, lane: 'foreground', ...NAMED, runId: RUN, root: 'backlog', state: 'running' }],
  depths: { planning: 0, execution: IN_LINE.length, learning: 0 },
  next: IN_LINE.map((id) => ({ family: 'task', id })),
  waiting: [],
  updatedAt: AT,
};

const SNAPSHOT = {
  ...{ schema_version: '1.0', kind: 'runtime_snapshot', seq: 3, updated_at: AT, run: AT_WORK, runs: [AT_WORK] },
  sections: { workspace: WORKSPACE },
};

const DECIDED = {
  ...{ request_id: REQUEST, run_id: RUN, plane: 'execution', stage: 1, attempt: 1, failure_class: null },
  changes: { before: '0'.repeat(40), after: '1'.repeat(40), files: 1, added: 2, removed: 1 },
};

const HAPPENED = [
  ['runtime_started', { mode: 'default_codex' }],
  ['work_item_admitted', { work_item: 'task/t1', source: 'drop' }],
  [
    'router_decision',
    { ...DECIDED, node_id: 'builder', work_item: 'task/t1', terminal_result: 'BUILDER_COMPLETE', next: 'checker' },
  ],
  [
    'router_decision',
    { ...DECIDED, node_id: 'updater', work_item: 'task/t1', terminal_result: 'UPDATE_COMPLETE', next: 'end:done' },
  ],
];

const eventLine = ([event_type, data], at) =>
  JSON.stringify({
    seq: at + 1,
    schema_version: '1.0',
    kind: 'runtime_event',
    event_type,
    occurred_at: AT,
    key: `${at}`,
    data,
  });

const RESULT = {
  ...{
    schema_version: '1.0',
    kind: 'stage_result',
    request_id: REQUEST,
    run_id: RUN,
    node_id: 'updater',
    words: 'It is done.',
  },
  ...{
    work_item_family_id: 'task',
    work_item_id: 't1',
    terminal_result: 'UPDATE_COMPLETE',
    notes: ['updater: one note.'],
  },
};

const HEADS = IN_LINE.map((id) =>
  JSON.stringify({
    ...{ path: `tasks/queue/${id}.md`, sha256: '0'.repeat(64), order: [2, 0], root: 'backlog' },
    head: { title: `Task ${id}`, createdAt: AT, needs: [] },
  }),
);

const SPENT = JSON.stringify({
  ...{ dedupe_key: `runs/${RUN}/stage_results/${REQUEST}.json`, stage_completed_at: AT, day: AT.slice(0, 10) },
  ...{ plane: 'execution', run_id: RUN, stage_id: 'builder', work_item_kind: 'task', work_item_id: 't1' },
  token_usage: { input_tokens: 2, cached_input_tokens: 1, output_tokens: 1, total_tokens: 3 },
});

/** Of the agent that is at work, below our state folder of the workspace. */
const JOURNAL = {
  agent: JSON.stringify({ pid: 1, stat: `R ${'1 '.repeat(49)}`, boot: '' }),
  'slept-1': '{"ms":0,"suspended":0}',
  'claim-1': '',
};

/** By path, relative to `millrace-agents/`. */
const filesOf = (taskText) => ({
  ...Object.fromEntries(IN_LINE.map((id) => [`tasks/queue/${id}.md`, taskText(id, AT)])),
  'tasks/active/t2.md': taskText('t2', AT),
  'tasks/done/t1.md': taskText('t1', AT),
  'logs/runtime_events.jsonl': `${HAPPENED.map(eventLine).join('\n')}\n`,
  'state/runtime_snapshot.json': `${JSON.stringify(SNAPSHOT, null, 1)}\n`,
  'state/usage_governance_ledger.jsonl': `${SPENT}\n`,
  'state/mirror_manifest.jsonl': `${HEADS.join('\n')}\n`,
  'state/temporal_binding.json': JSON.stringify({ kind: 'embedded', home: '/nowhere' }),
  [`runs/${RUN}/stage_results/${REQUEST}.json`]: `${JSON.stringify(RESULT, null, 2)}\n`,
});

/** `workspace`: where `init` was; `home`: its state home; `taskText`: of a task, by id and time. */
export function furnish(workspace, home, taskText) {
  for (const [name, text] of Object.entries(filesOf(taskText))) put(join(workspace, 'millrace-agents', name), text);
  for (const state of readdirSync(home).filter((name) => name.startsWith('work-'))) {
    put(join(home, state, 'lease.1'), 'free');
    for (const [name, text] of Object.entries(JOURNAL)) put(join(home, state, 'run', REQUEST, name), text);
  }
}

function put(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
