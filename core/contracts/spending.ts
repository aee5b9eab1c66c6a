// What may be spent and how often blocked work is tried again: told by a worker with `begin` and `reload`, because none of
// it changes what a run does. And how spending is counted and shown.

import type { Prices } from './money.js';

/** A night goes from noon to noon. */
export type TokenWindow = 'rolling_5h' | 'calendar_week' | 'daemon_session' | 'per_run' | 'calendar_day' | 'night';

export interface TokenRule {
  id: string;
  window: TokenWindow;
  /** Tokens at which it blocks; of a rule with a currency, millionths of that. */
  threshold: number;
  /** What it counts is money; absent = tokens. Counts from rules 8 on. */
  currency?: string;
}

/** What one item, or all of one root, may cost in all. From rules 8 on. */
export interface OwnRule {
  id: string;
  per: 'item' | 'root';
  /** Millionths of the currency. */
  limit: number;
  currency: string;
}

export interface UsageRules {
  /** Work goes on by itself when nothing blocks any more. */
  autoResume: boolean;
  timeZone: string;
  rules: TokenRule[];
  /** Of each rule, in percent from 0 to 100, what learning may spend; absent = all of it. */
  learningShare?: number;
  /** Beginnings of calendar weeks in that zone, ISO 8601 UTC, this week's first; empty when no rule asks for them. */
  weeks: string[];
  /** The same of days, and of nights; absent when no rule asks for them. */
  days?: string[];
  nights?: string[];
  /** Absent = there are none. */
  own?: OwnRule[];
}

/** Of blocked work whose failure may pass by itself. */
export interface RequeueRules {
  /** How often one item is queued again. */
  most: number;
  /** Seconds to wait before each time; the last one repeats. */
  cooldownSeconds: number[];
}

/** What a worker tells with its plan; absent = off. */
export interface SpendArgs {
  usage?: UsageRules;
  requeue?: RequeueRules;
  /** What models cost; absent = nobody said. */
  prices?: Prices;
}

/** What one activation has spent: [five minutes since 1970, tokens (or money) from its beginning to the end of them], growing. */
export type Spent = [span: number, tokens: number][];

/** How far the holder of a turn may go: tokens of its activation, from its beginning. */
export interface SpendLimits {
  /** Then it stands still and asks again; absent = no limit. */
  tokens?: number;
  /** Then its item is blocked, by the rule of this id. */
  activation?: { tokens: number; rule: string };
  /** The same in money: millionths of its activation, from its beginning. From rules 8 on, as what follows. */
  money?: number;
  /** Then a person is asked whether its item, or its root, may cost more. */
  own?: OwnLimit;
  /** Money is limited: before a stage whose model has no price a person is asked. */
  priced?: true;
}

/** The nearest rule for the item or the root of a turn, with what it allows in all. */
export interface OwnLimit extends OwnRule {
  /** What item or root had cost before this activation. */
  before: number;
}

/** A rule as it stood when spending was last counted. */
export interface RuleView extends TokenRule {
  observed: number;
  /** When it ends to block by itself, ISO 8601; null when it does not block, or not by itself. */
  until: string | null;
}

export const blocks = ({ observed, threshold }: RuleView): boolean => observed >= threshold;

export interface UsageView {
  autoResume: boolean;
  timeZone: string;
  /** Number of the session: of workers that began. */
  session: number;
  rules: RuleView[];
  /** Rules that work is paused by; empty = it is not. */
  blockers: RuleView[];
  /** When work goes on by itself; null = not paused, or a person has to act. */
  resumeAt: string | null;
  /** What learning may spend of the rules; absent = as much as all, and before rules 7. */
  learning?: ShareView;
}

export interface ShareView {
  /** In percent. */
  share: number;
  /** The rules, with the share as their threshold. */
  rules: RuleView[];
  /** When learning goes on by itself; null = it does not wait, or a person has to act. */
  resumeAt: string | null;
}

/** When a blocked item is queued again by itself. */
export interface RequeueView {
  at: string;
  /** 1-based. */
  attempt: number;
  of: number;
}
