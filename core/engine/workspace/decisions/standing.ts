// How what a command is about stands, in a few words: looked at before and after it is carried out. What it is about is found before, so
// that what is gone afterwards is told, too.
import { meant } from '../../../contracts/approvals.js';
import { AUDIT_LIMITS, type Standing } from '../../../contracts/audit.js';
import type { RaiseArgs } from '../../../contracts/commands.js';
import type { CommandEvent } from '../../../contracts/command-table.js';
import { clipped } from '../../../contracts/limits.js';
import type { KeyChange } from '../../../contracts/operators.js';
import { own } from '../../../own.js';
import { targetOf } from '../closure/target.js';
import { blockedItems } from '../claims/item-index.js';
import { itemKey, type SchedulerState } from '../scheduler-state.js';
import { turnOf, turnOfItem } from '../turns/lanes.js';

/** Something that a command is about, by the name that people know. */
interface Subject {
  name: string;
  stands(state: SchedulerState): string;
}

export type Look = () => Standing;

/** Gives the look at what the event is about. */
export function lookAt(state: SchedulerState, event: CommandEvent): Look {
  const all = subjectsOf(state, event);
  const more = all.length - AUDIT_LIMITS.standing;
  const rest: Subject = { name: 'more', stands: () => `${more} that are not told` };
  const told = [...all.slice(0, AUDIT_LIMITS.standing), ...(more > 0 ? [rest] : [])];
  return () =>
    Object.fromEntries(told.map(({ name, stands }) => [name, clipped(stands(state), AUDIT_LIMITS.word)] as const));
}

function subjectsOf(state: SchedulerState, event: CommandEvent): Subject[] {
  switch (event.type) {
    case 'enqueue':
      return event.args.documents.map(({ family, id }) => itemOf(itemKey(family, id)));
    case 'begin':
      return [PLAN, BUDGET, CONTROL];
    case 'reload':
      return [PLAN];
    case 'keys':
      return [SIGNATURES, ...operatorOf(event.args.keys)];
    case 'raise':
      return [ruleOf(event.args)];
    case 'judge':
      return [rootOf(event.args.root)];
    case 'approve':
    case 'deny':
      return meant(event.args.approval, state.approvals).map(({ id }) => approvalOf(id));
    case 'reclaim':
      return itemsOfTurns(state, [event.args.turn]);
    case 'retry_active':
      return itemsOfTurns(state);
    case 'clear_stale_state':
      return [CONTROL, ...itemsOfTurns(state)];
    case 'requeue':
      return event.args.all === true ? blockedOnes(state) : named(state, event.args.family, event.args.id ?? '');
    case 'supersede': {
      const { family, id, replacement } = event.args;
      return [...named(state, family, id), ...named(state, family, replacement)];
    }
    case 'resolve_incident':
      return named(state, 'incident', event.args.id);
    case 'cancel':
    case 'retarget':
    case 'revise':
      return named(state, event.args.family, event.args.id);
    default:
      return [CONTROL];
  }
}

const CONTROL: Subject = { name: 'workspace', stands: controlText };

const PLAN: Subject = { name: 'plan', stands: ({ plan }) => (plan === null ? 'none' : `${plan.id} ${plan.digest}`) };

const BUDGET: Subject = {
  name: 'stage budget',
  stands: ({ allowance }) => (allowance === null ? 'none' : String(allowance)),
};

const SIGNATURES: Subject = {
  name: 'signatures',
  stands: ({ operators }) => (operators?.required === true ? 'required' : 'not required'),
};

const operatorOf = (change: KeyChange): Subject[] =>
  'name' in change ? [{ name: `operator ${change.name}`, stands: (state) => operatorText(state, change.name) }] : [];

function operatorText({ operators }: SchedulerState, name: string): string {
  const one = operators?.named.find((other) => other.name === name);
  return one === undefined ? 'unknown' : `${one.key} ${one.rights.join(', ')}`;
}

function controlText({ pauses, stopping }: SchedulerState): string {
  const paused = pauses.length === 0 ? 'not paused' : `paused by ${pauses.join(', ')}`;
  return stopping ? `${paused}, stopping` : paused;
}

/** `of`: as for `raised`; absent where the rule is one of the whole workspace, whose window alone can be raised now. */
const ruleOf = ({ rule, of }: RaiseArgs): Subject => ({
  name: of === undefined ? `rule ${rule}` : `rule ${rule} of ${of}`,
  stands: ({ usage }) => {
    const last = usage?.raised?.findLast((one) => one.rule === rule && (of === undefined || one.of === of));
    return last === undefined ? 'as configured' : `raised to ${last.to} millionths for ${last.of}`;
  },
});

const rootOf = (root: string): Subject => ({
  name: `root ${root}`,
  stands: (state) => targetOf(state, root)?.state ?? 'not waiting',
});

const approvalOf = (id: string): Subject => ({
  name: id,
  stands: ({ approvals }) => approvals.find((one) => one.id === id)?.status ?? 'unknown',
});

const itemOf = (key: string): Subject => ({
  name: key.replace('/', ' '),
  stands: (state) => itemText(state, key),
});

function itemText(state: SchedulerState, key: string): string {
  const item = own(state.items, key);
  if (item === undefined) return endText(state, key);
  const ending = item.state === 'active' ? turnOfItem(state, item)?.ending : undefined;
  return ending === undefined ? item.state : `${item.state}, to be ${ending.to}`;
}

function endText({ finished }: SchedulerState, key: string): string {
  const one = finished.findLast((other) => other.key === key);
  return one === undefined ? 'unknown' : (one.as ?? 'done');
}

const blockedOnes = (state: SchedulerState): Subject[] =>
  blockedItems(state)
    .map(({ family, id }) => itemKey(family, id))
    .sort()
    .map(itemOf);

/** `turns`: their numbers; absent = all. */
const itemsOfTurns = (
  state: SchedulerState,
  turns: readonly number[] = state.turns.map(({ number }) => number),
): Subject[] =>
  turns.flatMap((number) => {
    const turn = turnOf(state, number);
    return turn === undefined ? [] : [itemOf(itemKey(turn.item.family, turn.item.id))];
  });

/** Those that a person can mean by it. */
function named(state: SchedulerState, family: string | undefined, id: string): Subject[] {
  if (family !== undefined) return [itemOf(itemKey(family, id))];
  const keys = [...Object.keys(state.items), ...state.finished.map(({ key }) => key)];
  return [...new Set(keys.filter((key) => key.endsWith(`/${id}`)))].map(itemOf);
}
