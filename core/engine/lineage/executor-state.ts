// State of one lineage: the activation that holds a turn, if any, and what happened lately. Carried over continue-as-new.
import { failureNamed } from '../../contracts/failure-lists.js';
import type { Activation, ReadActivation, ShownActivation } from '../../contracts/activation.js';
import type { EndMessage, LeashMessage } from '../../contracts/turns.js';
import { migrated, type RenewSteps } from '../../contracts/renew.js';
import { wholeActivation } from './turns/phase.js';

export interface ExecutorState {
  schema: 2;
  /** Revision of the reducer. */
  rules: number;
  /** The revision that its next run will have. */
  nextRules: number;
  workspace: string;
  lineage: string;
  mode: string;
  /** Turn of the last activation that was taken; older ones are old news. */
  lastTurn: number;
  activation: Activation | null;
  /** A leash that overtook the activation it belongs to. */
  early: LeashMessage | null;
  /** An end that overtook the activation it belongs to. */
  earlyEnd?: EndMessage;
  /** Newest turn up to which nothing is left of its root; absent = that was not said. */
  retiredAt?: number;
  /** The last ten outcomes, newest first, for the status card. `changed`: in words; absent = nothing, or nothing was recorded. */
  recent: { at: string; item: string; node: string; outcome: string; next: string; changed?: string }[];
}

export function newExecutor(workspace: string, lineage: string, rules: number): ExecutorState {
  const nothing = { mode: '', lastTurn: 0, activation: null, early: null, recent: [] };
  return { schema: 2, rules, nextRules: rules, workspace, lineage, ...nothing };
}

/** Shape 1 knew no offered revision, and the class of a wait only as the first word of its reason. */
type First = Omit<ExecutorState, 'schema' | 'nextRules' | 'activation'> & {
  schema: 1;
  activation: (Omit<ReadActivation, 'wait'> & { wait: { reason: string; until: string } | null }) | null;
};

/** Activations may be as they were read: `executorFrom` makes them whole. */
type Read = Omit<ExecutorState, 'activation'> & { activation: ReadActivation | null };

export const EXECUTOR_STEPS: RenewSteps = [
  (first: First): Read => {
    const { activation, rules } = first;
    const wait = activation?.wait && {
      ...activation.wait,
      failureClass: failureNamed(activation.wait.reason.split(':')[0] ?? ''),
    };
    return { ...first, schema: 2, nextRules: rules, activation: activation && { ...activation, wait: wait ?? null } };
  },
];

/** The state that an earlier run carried on, also one of an earlier release. */
export function executorFrom(carried: ExecutorState): ExecutorState {
  const state = migrated<Read>(carried, EXECUTOR_STEPS);
  return { ...state, activation: state.activation && wholeActivation(state.activation) };
}

type ReadShown = Omit<ShownActivation, 'activation'> & { activation: ReadActivation };

/** Snapshots that do not say the shape have this one: before it they held no activation. */
const UNSAID = 2;

/** What a snapshot shows of an activation, also one of an earlier release. One of a newer shape stays as it is. */
export function shownFrom(read: ReadShown): ShownActivation {
  const { schema = UNSAID, activation } = read;
  const state = migrated<Pick<Read, 'activation' | 'rules'> & { schema: number }>(
    { schema, rules: 0, ...{ activation } },
    EXECUTOR_STEPS,
  );
  return { ...read, activation: wholeActivation(state.activation ?? activation) };
}
