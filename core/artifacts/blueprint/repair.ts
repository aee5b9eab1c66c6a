// What a stage that repairs may decide of a blueprint, on which families of work, and where the work goes on: each action has a way, or
// it is refused with the ones that have.
import { DRAFT } from '../../contracts/families.js';
import type { FailedStage } from '../../contracts/story.js';
import { own } from '../../own.js';
import { type BlueprintFault, faultsOf, unlike } from './faults.js';
import type { RepairDecision } from './forms.js';
import type { Candidate } from './record.js';

interface Action {
  families: readonly string[];
  /** Stage kind at which the work goes on; null: the item is done. */
  to: string | null;
  /** There has to be a candidate of which nothing is decided. */
  needsCandidate: boolean;
}

export const REPAIR_ACTIONS = {
  apply_repaired_generated_task: { families: [DRAFT], to: null, needsCandidate: true },
  rerun_evaluator_existing_candidate: { families: [DRAFT], to: 'evaluator_blueprint', needsCandidate: true },
  supersede_candidate_for_revision: { families: [DRAFT], to: 'contractor_blueprint', needsCandidate: false },
  request_manager_rerun: { families: ['spec', 'incident'], to: 'manager_blueprint', needsCandidate: false },
} as const satisfies Record<string, Action>;
export type RepairAction = keyof typeof REPAIR_ACTIONS;

/** Only a person can help: it goes with BLOCKED. */
const FOR_OPERATOR = 'block_for_operator';

export interface RepairFacts {
  decision: RepairDecision;
  item: { family: string; id: string };
  /** The failures that this stage may be about, the newest first; empty where nothing is known of them. */
  failed: readonly FailedStage[];
  candidate: Candidate | null;
  /** Nodes at which the plan lets the work go on. */
  targets: readonly string[];
  /** Node that the stage named itself in its last message; null = none. */
  named: string | null;
}

export const isRepairAction = (action: string): action is RepairAction => Object.hasOwn(REPAIR_ACTIONS, action);

export function repairFaults(facts: RepairFacts): BlueprintFault[] {
  const { decision, candidate } = facts;
  const { action } = decision;
  if (!isRepairAction(action)) return faultsOf('blueprint_repair_decision_invalid', [noAction(action)]);
  const rule: Action = REPAIR_ACTIONS[action];
  const about = { subject: 'The decision', other: 'the candidate that is on record' };
  return [
    ...faultsOf('blueprint_repair_decision_invalid', [
      ...(rule.families.includes(facts.item.family)
        ? []
        : [`${action} is for ${rule.families.join(' or ')}, and the item is a ${facts.item.family}.`]),
      ...(rule.needsCandidate && candidate === null
        ? [`${action} needs a candidate, and none of the draft is on record undecided.`]
        : []),
      ...misled(facts, rule),
    ]),
    ...faultsOf('blueprint_repair_context_mismatch', [
      ...aboutFailure(facts),
      ...unlike({ ...about, other: 'the item' }, 'draft_id', decision.draft_id, draftId(facts)),
      ...unlike(about, 'target_blueprint_id', decision.target_blueprint_id, candidate?.id),
      ...unlike(about, 'target_revision', numbered(decision.target_revision), numbered(candidate?.revision)),
    ]),
  ];
}

function noAction(action: string): string {
  const known = Object.keys(REPAIR_ACTIONS).join(', ');
  return action === FOR_OPERATOR
    ? `${action} goes with ### BLOCKED. Otherwise the action is one of ${known}.`
    : `There is no action ${JSON.stringify(action)}, only ${known}, and ${FOR_OPERATOR} with ### BLOCKED.`;
}

/** Where the plan cannot follow, or the stage itself said something else. */
function misled({ decision, targets, named }: RepairFacts, { to }: Action): string[] {
  if (to === null) return [];
  if (!targets.includes(to)) {
    const isNamed = named !== null && targets.includes(named);
    return isNamed ? [] : [`The plan does not lead to ${to} from here: name another action, or the node.`];
  }
  const isOne = named === null || named === to || decision.action === 'request_manager_rerun';
  return isOne ? [] : [`${decision.action} leads to ${to}, and the last message names ${named}.`];
}

/** It says of what failed what the runtime saw, of one of the failures. */
function aboutFailure({ decision, failed }: RepairFacts): string[] {
  const told = failed.map((one) => {
    const pair = { subject: 'The decision', other: 'the stage that failed' };
    return [
      ...unlike(pair, 'failed_run_id', decision.failed_run_id, one.runId),
      ...unlike(pair, 'failed_node_id', decision.failed_node_id, one.node),
      ...unlike(pair, 'failed_terminal_result', decision.failed_terminal_result, one.outcome),
      ...unlike(pair, 'failure_class', decision.failure_class, one.failureClass),
    ];
  });
  return told.some((one) => one.length === 0) ? [] : (told[0] ?? []);
}

const draftId = ({ item }: RepairFacts): string | null => (item.family === DRAFT ? item.id : null);

const numbered = (revision: number | null | undefined): string | null =>
  revision === null || revision === undefined ? null : String(revision);

/**
 * Node at which the work goes on; undefined where the item is done, or the plan's own way is right: what failed before the Manager is done
 * again first. To be asked of a decision without faults.
 */
export function resumeOf({ decision, named, failed }: RepairFacts): string | undefined {
  const to = own<Action>(REPAIR_ACTIONS, decision.action)?.to ?? null;
  if (to === null || named !== null) return named ?? undefined;
  return decision.action === 'request_manager_rerun' && !failed.some(({ node }) => node === to) ? undefined : to;
}
