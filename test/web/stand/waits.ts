// What waits for somebody in the shop, and what was decided there.
import type { Approval, Asked } from '../../../core/contracts/approvals.js';
import type { Decision } from '../../../core/contracts/audit.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import type { MirrorEntry, TargetView } from '../../../core/contracts/mirror.js';
import { runOf } from '../../../bench/web/played.js';
import type { Words } from './papers.js';

const MINUTE = 60_000;

export const ASKING = 'T-211';
export const BLOCKED = 'T-198';
const APPROVAL = `approval-${sha256Hex('the question of the shop').slice(0, 32)}`;

/** What the fixer of T-211 asks. */
export const askedAt = (now: number): Asked => ({
  ...{ id: APPROVAL, digest: 'e'.repeat(64), requestId: 'request-none', node: 'fixer', kind: 'fixer' },
  ...{ runner: 'codex_cli', model: 'gpt-5.5-mini', permission: 'basic', planDigest: 'd'.repeat(64) },
  capabilities: ['git.mutate'],
  askedAt: new Date(now - 12 * MINUTE).toISOString(),
  expiresAt: new Date(now + 48 * MINUTE).toISOString(),
});

const questionAt = (now: number): Approval => ({
  ...askedAt(now),
  ...{ turn: 41, runId: runOf(ASKING), plane: 'execution', status: 'pending' },
  item: { family: 'task', id: ASKING, root: 'idea-checkout', sha256: 'f'.repeat(64) },
  ...{ decidedAt: null, decidedBy: null, decisionReason: null },
});

const answeredAt = (now: number, words: Words): Approval => ({
  ...questionAt(now),
  ...{ id: `approval-${'7'.repeat(32)}`, status: 'approved', decidedBy: words('ana') },
  ...{ askedAt: new Date(now - 200 * MINUTE).toISOString(), decidedAt: new Date(now - 190 * MINUTE).toISOString() },
  decisionReason: words('on a branch of its own'),
});

/** `workspace`: its id. */
export const needsAt = (now: number, workspace: string, words: Words): MirrorEntry[] => [
  { kind: 'approval', workspace, value: questionAt(now) },
  { kind: 'approval', workspace, value: answeredAt(now, words) },
  {
    ...{ kind: 'blocked', family: 'task', id: BLOCKED },
    value: {
      ...{ runId: runOf(BLOCKED), node: 'builder', outcome: 'BLOCKED', failureClass: 'builder_blocked' as never },
      ...{ reason: words('builder said BLOCKED'), needsYou: true, root: 'backlog' },
      ...{ at: new Date(now - 71 * MINUTE).toISOString(), remedy: 'say which database is meant, and `millrace retry`' },
    },
  },
];

export const targetsAt = (now: number): TargetView[] => {
  const time = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();
  const open = { closedAt: null, state: 'open', reason: null, rounds: 0, worked: true } as const;
  return [
    { root: 'idea-exports', sha256: '', openedAt: time(4320), ...open, closedAt: time(2880), state: 'closed' },
    { root: 'idea-checkout', sha256: '', openedAt: time(420), ...open },
    { root: 'idea-search', sha256: '', openedAt: time(300), ...open },
  ];
};

/** Oldest first. */
export function decisionsAt(now: number, words: Words): Decision[] {
  const made: [command: string, who: string, why: string, minutes: number, args: Record<string, unknown>][] = [
    ['begin', 'ana', 'a worker starts to serve', 430, {}],
    ['enqueue', 'file drop', 'a file in a queue folder', 420, { documents: [] }],
    ['pause', 'ben', 'the gateway is being moved', 280, {}],
    ['resume', 'ben', 'the gateway is back', 262, {}],
    ['approve', 'ana', 'on a branch of its own', 190, { approval: 'approval-7777' }],
    ['retry', 'ana', 'the small one of the two databases', 60, { family: 'task', id: 'T-199' }],
  ];
  return made.map(([command, who, why, minutes, args], at) => ({
    at: new Date(now - minutes * MINUTE).toISOString(),
    who: { issuer: words(who) },
    what: { command, id: `command-${at}`, args },
    why: words(why),
    before: { workspace: command === 'resume' ? 'paused' : 'running' },
    after: { workspace: command === 'pause' ? 'paused' : 'running' },
    answer: { code: 'done', text: words('Done here.'), seq: at + 1 },
  }));
}
