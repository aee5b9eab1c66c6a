// Whole and right records of every kind that we read back, or that somebody can send: each is spoiled in one place at a time.
const AT = '2026-11-01T09:00:00.000Z';
const SHA = '0'.repeat(64);
const ref = {
  ...{ family: 'task', id: 't', root: 'backlog', createdAt: AT, dependsOn: ['s'], sha256: SHA, source: 'emission' },
  ...{ generation: 0, stuck: null },
};
const item = { family: 'task', id: 't', root: 'backlog', sha256: SHA, generation: 0 };
const leash = {
  ...{ version: 1, go: true, grant: 1, allowance: 3, rules: 4 },
  limits: { tokens: 5, activation: { tokens: 5, rule: 'r' } },
};
const budget = { turn: 1, grant: 1, remaining: 2, usage: [[1, 2]] };

export const RECORDS = {
  outcome: {
    ...{ outcome: 'DONE', resultClass: 'success', failureClass: null, origin: 'agent', detail: '', retryAt: AT },
    ...{ requestId: 'request-1', startedAt: AT, endedAt: AT, emitted: [ref], notes: ['n'] },
    ...{ usage: { input: 1, cachedInput: 0, output: 1, thinking: 0, total: 2 } },
    artifacts: [{ path: 'p', sha256: SHA, bytes: 1 }],
  },
  activate: { turn: 1, plane: 'execution', item, planDigest: 'd', leash, entries: [{ kind: 'run', value: null }] },
  leash: { turn: 1, leash },
  decided: { turn: 1, approvalId: 'a', decision: 'approved', issuer: '', reason: '' },
  end: { turn: 1, to: 'queued', issuer: '', reason: '' },
  held: { ...budget, leashVersion: 1 },
  left: {
    ...{ ...budget, family: 'task', id: 't', state: 'done', reason: null, needsYou: false, emitted: [ref] },
    entries: [{ kind: 'blocked', value: { failureClass: 'x' } }],
  },
  command: {
    id: 't',
    family: 'task',
    replacement: 's',
    from: 's',
    to: 'u',
    all: true,
    lost: { turn: 1, emitted: [ref] },
  },
  approval: {
    ...{ approval_id: 'approval-1', status: 'pending', run_id: 'run-1', request_id: 'request-1', turn: 1 },
    ...{ work_item_kind: 'task', work_item_id: 't', root_spec_id: 'r', plane: 'execution', node_id: 'n' },
    ...{ stage_kind_id: 'k', capabilities: ['shell.run'], created_at: AT, expires_at: null, decided_at: null },
    grant: { digest: 'd', plan_digest: 'p', work_item_sha256: SHA, runner: 'r', model: null, permission: 'basic' },
  },
  disposition: {
    ...{ schema_version: '1.0', kind: 'planner_disposition', source_work_item_family_id: 'spec' },
    ...{ source_work_item_id: 'x', disposition: 'emitted_child_specs', emitted_spec_ids: ['y'] },
    ...{ refined_active_source: false, recommended_next_action: 'go', created_at: AT, created_by: 'planner' },
  },
  verdict: { root_spec_id: 'r', result: 'R', criteria: [{ id: 'a', met: true }], gaps: [] },
  worker: { pid: 1, identity: 'a:b', rules: 4, build: 'x' },
  baseline: { schema_version: 1, entries: [{ relative_path: 'a', original_sha256: SHA, package_version: '1' }] },
  plan: { schema: 1, mode: 'm', planes: { execution: { id: 'g', nodes: {} } } },
} as const;

export type RecordKind = keyof typeof RECORDS;
