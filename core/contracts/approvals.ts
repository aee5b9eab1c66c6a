// What a person is asked before a stage starts, and what was decided. A grant holds for exactly what was asked.
import type { DecideArgs } from './commands.js';
import type { Plane } from './families.js';
import { moneyText } from './money.js';
import type { Permission } from './plan.js';
import type { Capability } from './registered.js';

/** What a stage asks for. */
export interface Asked {
  /** `approval-` and a hash of the run, the stage and what was granted before, so that the same question has the same id. */
  id: string;
  /** sha256 of everything that would be allowed: plan, document, node, runner, model, permission, capabilities. */
  digest: string;
  requestId: string;
  node: string;
  kind: string;
  runner: string;
  model: string | null;
  permission: Permission;
  /** Sorted; empty where money is asked about. */
  capabilities: Capability[];
  /** May item or root cost more than a rule allows? */
  spending?: SpendingAsked;
  /** May the stage run although its model has no price and money is limited? */
  unpriced?: true;
  planDigest: string;
  askedAt: string;
  /** ISO 8601: from then on neither the question nor what was granted holds; null = never. */
  expiresAt: string | null;
}

/** Amounts are millionths of the currency. */
export interface SpendingAsked {
  rule: string;
  per: 'item' | 'root';
  currency: string;
  /** What it has cost so far, and what the rule allowed. */
  spent: number;
  allowed: number;
  /** What it may cost in all since it was approved; absent = it was not. */
  now?: number;
}

/** What is asked for, in words. */
export function wished({ capabilities, spending, unpriced, model }: Asked): string {
  if (spending !== undefined) {
    const [spent, allowed] = [spending.spent, spending.allowed].map((one) => moneyText(one, spending.currency));
    return `more money: its ${spending.per} has cost ${spent ?? ''}, and the rule ${spending.rule} allows ${allowed ?? ''}`;
  }
  if (unpriced)
    return `a start that no rule on money can count: ${model ?? 'the model that its runner chooses'} has no price`;
  return capabilities.join(', ');
}

/** Something that may run, in the activation that asked for it. */
export interface Grant {
  digest: string;
  /** ISO 8601; null = for as long as the activation goes on. */
  expiresAt: string | null;
}

/** `cancelled`: what asked for it is over. */
export const APPROVAL_STATES = ['pending', 'approved', 'denied', 'expired', 'cancelled'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** A question with its turn, and what became of it. */
export interface Approval extends Asked {
  turn: number;
  runId: string;
  plane: Plane;
  item: { family: string; id: string; root: string; sha256: string };
  status: ApprovalState;
  /** Null while pending. */
  decidedAt: string | null;
  /** Issuer of the command; null where nobody decided. */
  decidedBy: string | null;
  decisionReason: string | null;
  /** The command that decided, with its signature; absent where the stage takes any answer. */
  proof?: DecideArgs;
}

/** Those that a person meant by an id or by the beginning of one, with or without `approval-`. A whole id means itself only. */
export function meant<T extends { id: string }>(given: string, all: readonly T[]): T[] {
  const exact = all.filter(({ id }) => id === given);
  if (exact.length > 0 || given === '') return exact;
  return all.filter(({ id }) => id.startsWith(given) || id.slice('approval-'.length).startsWith(given));
}
