// `raise`: a rule on money allows more for once, and whoever waited for that goes on with the very stage that it waited with. What was
// asked about money is answered as well where the rules or the prices became others. From revision 8 on.
import type { Approval } from '../../../contracts/approvals.js';
import type { RaiseArgs } from '../../../contracts/commands.js';
import { hasPrice, moneyText } from '../../../contracts/money.js';
import { blocks, type OwnRule, type RuleView } from '../../../contracts/spending.js';
import { settleApproval } from '../approvals/approvals.js';
import { done, unchanged } from '../control/said.js';
import { record, tellHolders } from '../control/tell.js';
import type { Answered } from '../scheduler-events.js';
import { itemKey, type SchedulerState } from '../scheduler-state.js';
import type { WorkspaceStep } from '../step.js';
import { turnOf } from '../turns/lanes.js';
import { measureAll } from './measure-all.js';
import { windowOf } from './measure.js';
import { allowedBy, costSoFar, countedFor } from './own.js';
import { lift } from './pause.js';
import { withRaised } from './raised.js';
import { isGoverned, rulesThatCount, type UsageState, usageState } from './state.js';

/** What is to be raised, with what it allows and has counted now. */
interface Cap {
  of: string;
  spent: number;
  allowed: number;
  currency: string;
}

export function raise(step: WorkspaceStep, args: RaiseArgs): Answered {
  const { state } = step;
  const cap =
    state.rules >= 8
      ? capOf(step, args)
      : 'the workspace moves to the rules of this release first: try again in a moment';
  if (typeof cap === 'string') return unchanged(state, state.rules >= 8 ? 'not_found' : 'refused', cap);
  const [spent, allowed, to] = [cap.spent, cap.allowed, args.to].map((one) => moneyText(one, cap.currency)) as Texts;
  if (args.to <= cap.allowed) return unchanged(state, 'unchanged', `The rule ${args.rule} allows ${allowed} already.`);
  if (args.to <= cap.spent) return unchanged(state, 'refused', `${spent} are spent already: raise it above that.`);
  allowMore(step, { rule: args.rule, of: cap.of, to: args.to });
  record(step, args, 'cost_rule_raised', {
    rule_id: args.rule,
    of: cap.of,
    from_micros: cap.allowed,
    to_micros: args.to,
  });
  goOnWithinRules(step, args);
  if (isGoverned(state) && !usageState(state).views.some(blocks)) lift(step, state.seq + 1);
  tellHolders(step);
  const text = `The rule ${args.rule} allows ${to} ${args.of === undefined ? 'until its window ends' : `for ${args.of}`}; so far it is ${spent}.`;
  return done(state, text);
}

type Texts = [string, string, string];

/** Or why there is nothing to raise. */
function capOf({ state, at }: WorkspaceStep, { rule: id, of }: RaiseArgs): Cap | string {
  const { usage } = state;
  const own = usage?.rules?.own?.find((one) => one.id === id);
  if (usage !== undefined && own !== undefined) {
    if (of === undefined) return `The rule ${id} is one for each ${own.per}: say for which, with --for.`;
    return { of, spent: costSoFar(usage, own.per, of), allowed: allowedBy(usage, own, of), currency: own.currency };
  }
  const view = usage?.views.find((one) => one.id === id && one.currency !== undefined);
  if (usage === undefined || view === undefined) return `There is no rule on money ${id}.`;
  if (of !== undefined) return `The rule ${id} is one for the whole workspace: leave --for out.`;
  return {
    of: beginningOf(state, view, at),
    spent: view.observed,
    allowed: view.threshold,
    currency: view.currency ?? '',
  };
}

function beginningOf(state: SchedulerState, { window }: RuleView, at: string): string {
  const { start } = windowOf(window, rulesThatCount(state) ?? { weeks: [] }, Date.parse(at));
  return new Date(start).toISOString();
}

function allowMore({ state, at }: WorkspaceStep, news: { rule: string; of: string; to: number }): void {
  const usage = usageState(state);
  usage.raised = withRaised(usage.raised, news);
  measureAll(state, at);
}

/**
 * A yes to a question about money: item or root may cost as much again as the rule allows, from here on. Whatever was asked, the turn is
 * told how far it may go before it does: it gave back what it was lent.
 */
export function allowAsked(step: WorkspaceStep, approval: Approval): void {
  const { spending } = approval;
  const { state } = step;
  const turn = turnOf(state, approval.turn);
  const rule = state.usage?.rules?.own?.find(({ id }) => id === spending?.rule);
  const of = rule && turn && countedFor(rule.per, turn);
  if (spending !== undefined && rule !== undefined && of) {
    const to = Math.max(spending.spent, costSoFar(usageState(state), rule.per, of)) + rule.limit;
    approval.spending = { ...spending, now: to };
    allowMore(step, { rule: rule.id, of, to });
  }
  if (isMoneyLimited(state.usage)) tellHolders(step);
}

/** The same from the files, where the server forgot it. */
export function allowAgain(usage: UsageState, { spending, status, item }: Approval): void {
  if (spending?.now === undefined || status !== 'approved') return;
  const of = spending.per === 'item' ? itemKey(item.family, item.id) : item.root;
  usage.raised = withRaised(usage.raised, { rule: spending.rule, of, to: spending.now });
}

/** Questions about money that the rules of now do not ask any more are answered with yes, by whoever changed them. */
export function goOnWithinRules(step: WorkspaceStep, by: { issuer: string | null; reason: string }): void {
  const { state } = step;
  const open = state.approvals.filter((one) => one.status === 'pending' && isAnswered(state, one));
  if (open.length > 0) tellHolders(step);
  for (const approval of open) settleApproval(step, approval, 'approved', by);
}

function isAnswered(state: SchedulerState, { spending, unpriced, model, turn: number }: Approval): boolean {
  const { usage } = state;
  const turn = turnOf(state, number);
  if (unpriced) return hasPrice(state.prices, model) || !isMoneyLimited(usage);
  if (spending === undefined || turn === undefined) return false;
  const rules = (usage?.rules?.own ?? []).filter(({ per }) => countedFor(per, turn) !== null);
  return usage === undefined || rules.every((rule) => hasRoom(usage, rule, countedFor(rule.per, turn) ?? ''));
}

const hasRoom = (usage: UsageState, rule: OwnRule, of: string): boolean =>
  costSoFar(usage, rule.per, of) < allowedBy(usage, rule, of);

const isMoneyLimited = (usage: UsageState | undefined): boolean =>
  usage?.rules?.own !== undefined || (usage?.views ?? []).some(({ currency }) => currency !== undefined);
