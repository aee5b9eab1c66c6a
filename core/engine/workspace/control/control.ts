// Operators' commands. Pausing holds every turn between two stages; stopping is not a state: the next worker goes on.
import type { BeginArgs, ControlArgs, PlanArgs, ReloadArgs } from '../../../contracts/commands.js';
import { settleHomes } from '../claims/order.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { takeAutoRequeueRules } from '../auto-requeue/auto-requeue.js';
import { allotAnew } from '../turns/budget.js';
import { isQuiet, isStill, standsStill } from '../turns/leash.js';
import { listedIds, verb } from '../interventions/listed.js';
import { takeSeed } from '../operators/seed.js';
import { goOnWithinRules } from '../usage/raise.js';
import { takePrices, takeRules } from '../usage/take-rules.js';
import { sourceText } from '../usage/words.js';
import { done, unchanged } from './said.js';
import type { WorkspaceStep } from '../step.js';
import { record, tellHolders } from './tell.js';

/** Source of a pause. */
export const OPERATOR = 'operator';

/** A worker starts to serve: its plan is active for new activations, an earlier stop is over, a new budget holds. */
export function begin(step: WorkspaceStep, args: BeginArgs): Answered {
  const { state } = step;
  if (state.usage) state.usage.sessionTokens = 0;
  if (state.usage?.learning) state.usage.learning.sessionTokens = 0;
  activate(state, args);
  takePrices(state, args);
  takeRules(step, args);
  takeAutoRequeueRules(step, args);
  takeSeed(step, args);
  state.stopping = false;
  state.nextRules = Math.max(state.nextRules, args.rules);
  state.grant += 1;
  state.allowance = args.allowance;
  allotAnew(state);
  tellHolders(step);
  if (state.rules >= 8) goOnWithinRules(step, args);
  record(step, args, 'runtime_started', { mode: args.mode, plan: args.planId, allowance: args.allowance });
  return done(state, `Plan ${args.planId} is active.`);
}

/** New activations run on the new plan; the one that is under way finishes on its own. */
export function reload(step: WorkspaceStep, args: ReloadArgs): Answered {
  const { state } = step;
  const prices = takePrices(state, args);
  const limits = takeRules(step, args) || prices;
  const requeue = takeAutoRequeueRules(step, args);
  const operators = takeSeed(step, args);
  if (limits) tellHolders(step);
  if (limits && state.rules >= 8) goOnWithinRules(step, args);
  const same = state.plan?.digest === args.planDigest;
  const trees = state.rules >= 10 && same && isOtherGround(state, args);
  if (same && !limits && !requeue && !operators && !trees)
    return unchanged(state, 'unchanged', `Plan ${args.planId} is active already.`);
  const before = state.plan?.id ?? null;
  activate(state, args);
  record(step, args, 'runtime_config_reloaded', { mode: args.mode, plan: args.planId, before });
  const ids = state.turns.map(({ item }) => item.id);
  const rest =
    ids.length === 0 || same
      ? ''
      : ` ${listedIds(ids)} ${verb(ids, 'finishes on the plan it', 'finish on the plan they')} began with.`;
  const rules = `${operators ? 'Who may decide is looked at, and the' : 'The'} rules on spending and on blocked work are taken over`;
  const said = trees && !limits && !requeue && !operators ? 'How roots work in trees is taken over' : rules;
  const news = same ? `${said}; plan ${args.planId} stays.` : `Plan ${args.planId} is active.`;
  return done(state, `${news}${rest}`);
}

/** What is said of trees beside the plan. */
const isOtherGround = ({ plan, lanes }: SchedulerState, args: PlanArgs): boolean =>
  lanes !== (args.lanes ?? 1) || plan?.delivers !== args.delivers;

function activate(
  state: SchedulerState,
  { planId, planDigest, mode, families, homes, closes, learns, delivers, lanes = 1 }: PlanArgs,
): void {
  const more = { ...(closes === undefined ? {} : { closes }), ...(learns === undefined ? {} : { learns }) };
  const delivery = delivers === undefined || state.rules < 10 ? {} : { delivers };
  const known = { ...(families === undefined ? {} : { families }), ...more, ...delivery };
  state.plan = { id: planId, digest: planDigest, mode, ...known };
  state.lanes = lanes;
  settleHomes(state, homes ?? {});
}

export function pause(step: WorkspaceStep, args: ControlArgs): Answered {
  const { state } = step;
  if (state.pauses.includes(OPERATOR)) return unchanged(state, 'unchanged', 'Already paused.');
  const ids = state.turns.flatMap((turn) => (isStill(state, turn) ? [] : [turn.item.id]));
  const running =
    ids.length === 0
      ? '; no stage is in flight'
      : `. The ${verb(ids, 'stage', 'stages')} of ${listedIds(ids)} in flight ${verb(ids, 'finishes', 'finish')} first`;
  state.pauses.push(OPERATOR);
  tellHolders(step);
  record(step, args, 'runtime_paused', {});
  return done(state, `Paused${running}. \`millrace resume\` lets it go on.`);
}

export function resume(step: WorkspaceStep, args: ControlArgs): Answered {
  const { state } = step;
  if (!state.pauses.includes(OPERATOR))
    return unchanged(state, 'unchanged', `Not paused by an operator.${stillPaused(state)}${stoppingNote(state)}`);
  state.pauses = state.pauses.filter((source) => source !== OPERATOR);
  tellHolders(step);
  record(step, args, 'runtime_resumed', {});
  const left = state.pauses.length === 0 ? 'Resumed.' : `An operator pauses no more.${stillPaused(state)}`;
  return done(state, `${left}${stoppingNote(state)}`);
}

/** What else pauses, and what ends it. */
export const stillPaused = (state: SchedulerState): string =>
  state.pauses.length === 0 ? '' : ` Still paused by: ${pausedBy(state)}.`;

/** Every source that pauses, in words. */
export const pausedBy = (state: SchedulerState): string =>
  state.pauses.map((source) => sourceText(state, source)).join(', ');

const stoppingNote = (state: SchedulerState): string =>
  state.stopping ? ' Nothing starts until the next `millrace run`.' : '';

/** Tells the worker to leave once the stage in flight is applied. The work stays where it is. */
export function stop(step: WorkspaceStep, args: ControlArgs): Answered {
  const { state } = step;
  if (state.stopping)
    return unchanged(state, 'unchanged', isQuiet(state) ? 'Nothing is running.' : 'Already stopping.');
  const what = standsStill(state) ? `delivery of ${state.delivery?.root}` : 'stage';
  const text = isQuiet(state) ? 'Stopped; no stage was in flight.' : `Stopping after the ${what} in flight.`;
  state.stopping = true;
  tellHolders(step);
  record(step, args, 'runtime_stop_requested', {});
  return done(state, text);
}
