// Agents, hosts and gits that the driver killed: what it says may be so, each with its one attempt more, and nothing that is nearly so.
import { expect, it } from 'vitest';
import type { AgentLine, Evidence } from './evidence.js';
import type { Journal } from './journals.js';
import { changesAreTheirs } from './rules/changes.js';
import { agentsStartOnce } from './rules/starts.js';

interface Attempt {
  request: string;
  attempt: number;
  failureClass: string | null;
  changes: { before: string; after: string; files: number };
}

interface Story {
  attempts: Attempt[];
  journals: Record<string, Pick<Journal, 'claims' | 'agentPid' | 'done'>>;
  agents: AgentLine[];
  killed: string[];
  stood: string[];
  gits: number;
}

/** The host of the first attempt was killed when its agent had written `a`; the second one wrote `a` and `b`. */
function story(): Story {
  const journal = (pid: number, kind: string) => ({ claims: ['claim-1'], agentPid: pid, done: { kind, status: 0 } });
  const line = (event: 'start' | 'end', request: string, pid: number, at: number): AgentLine => ({
    event,
    request,
    pid,
    at,
  });
  return {
    attempts: [
      { request: 'r1', attempt: 1, failureClass: 'runner_lost', changes: { before: 'none', after: 'half', files: 1 } },
      { request: 'r2', attempt: 2, failureClass: null, changes: { before: 'half', after: 'whole', files: 1 } },
    ],
    journals: { r1: journal(1, 'lost'), r2: journal(2, 'exited') },
    agents: [
      ...[line('start', 'r1', 1, 1), line('start', 'r2', 2, 3)],
      { ...line('end', 'r2', 2, 4), files: { a: '1', b: '2' } },
    ],
    ...{ killed: ['r1'], stood: [], gits: 0 },
  };
}

const payload = (value: unknown) => ({ payloads: [{ data: Buffer.from(JSON.stringify(value)).toString('base64') }] });

function evidenceOf({ attempts, journals, agents, killed, stood, gits }: Story): Evidence {
  const events = attempts.flatMap(({ request: requestId, attempt, failureClass, changes }, at) => {
    const request = {
      requestId,
      attempt,
      runId: 'run',
      stageNumber: 1,
      plane: 'execution',
      item: { family: 'task', id: 't', root: 'a' },
    };
    const where = `event of ${requestId}`;
    const scheduled = { activityType: { name: 'runStage' }, input: payload({ request }) };
    const result = payload({ outcome: 'X', failureClass, requestId, changes });
    return [
      { id: `${at}a`, type: 'ACTIVITY_TASK_SCHEDULED', where, attributes: scheduled },
      { id: `${at}b`, type: 'ACTIVITY_TASK_COMPLETED', where, attributes: { scheduledEventId: `${at}a`, result } },
    ];
  });
  const recorded = { none: {}, half: { a: '1' }, whole: { a: '1', b: '2' } };
  return {
    workflows: [{ id: 'w', type: 'lineage', runs: [{ events }] }],
    journals: new Map(Object.entries(journals)),
    trees: { recorded, first: {}, last: recorded.whole },
    expect: { tasks: ['t'], stagesPerTask: 1, others: [], chances: 0, killed, stood, gits },
    ...{ agents, branches: null },
  } as unknown as Evidence;
}

function findings(spoil: (to: Story) => void): string[] {
  const stand = story();
  spoil(stand);
  const evidence = evidenceOf(stand);
  return [...agentsStartOnce(evidence), ...changesAreTheirs(evidence)].map(({ rule, where }) => `${rule} ${where}`);
}

const hindered = (to: Story): void => {
  Object.assign(to, { killed: [], gits: 1 });
  Object.assign(to.attempts[0]!, { failureClass: 'work_tree_busy', changes: null });
  to.attempts[1]!.changes.before = 'none';
  to.attempts[1]!.changes.files = 2;
  to.agents.shift();
  to.journals['r1'] = { claims: [], agentPid: null, done: null };
};

const struckLate = (to: Story): void => {
  to.journals['r2']!.done = { kind: 'lost' };
  to.stood = ['r2'];
};

it.each<[string, (to: Story) => void]>([
  ['a host', () => undefined],
  ['a host, and another one after the last word of its agent, which counts', struckLate],
  ['an agent', (to) => void (to.journals['r1']!.done = { kind: 'exited', status: 137 })],
  ['a git, so that a tree was locked', hindered],
])('finds nothing where %s was killed, and the stage had one attempt more', (_name, spoil) => {
  expect(findings(spoil)).toEqual([]);
});

it.each<[string, (to: Story) => void, string[]]>([
  [
    'an attempt more for which nothing was killed',
    (to) => void (to.killed = []),
    ['G4 r1', 'G4 agents.jsonl', 'G12 r2', 'G17 r1'],
  ],
  [
    'a killed one that counts as done',
    (to) => void (to.attempts[0]!.failureClass = null),
    ['G4 agents.jsonl', 'G4 r1', 'G4 r1', 'G12 r2', 'G17 r1'],
  ],
  [
    'a lost one that ended by itself',
    (to) => void (to.journals['r1']!.done = { kind: 'exited', status: 0 }),
    ['G4 r1'],
  ],
  [
    'one that was struck before its last word, and counts all the same',
    (to) => (struckLate(to), void to.agents.pop()),
    ['G4 r2', 'G17 r1', 'G17 r2'],
  ],
  ['a lost one after which nobody came', (to) => void to.attempts.pop(), ['G4 r2', 'G12 r1', 'G17 r1']],
  [
    'a locked tree when no git was killed',
    (to) => (hindered(to), void (to.gits = 0)),
    ['G4 r1', 'G4 r1', 'G4 r1', 'G12 r2'],
  ],
  ['a file that only the killed one wrote', (to) => void (to.agents[2]!.files = { b: '2' }), ['G17 r1']],
])('finds %s', (_name, spoil, expected) => {
  expect(findings(spoil).sort()).toEqual([...expected].sort());
});
