// The one table of failures: a line per class, from which every list and every sentence about a class derives. A new class is
// a line here and the place that reports it.

/** How a person lets it spend more than a rule allows. */
export const LIFTING =
  'raise the threshold in [usage_governance] or set enabled = false, then `millrace config reload`';

/**
 * `contract`: the stage left something else than it promised. `runner`: its agent did not end by itself. `environment`: it was
 * not to blame, and runs again. `item`: no stage failed, its item may not go on. `runtime`: what the runtime says where nothing more exact is known.
 */
export type FailureKind = 'contract' | 'runner' | 'environment' | 'item' | 'runtime';

export interface Failure {
  kind: FailureKind;
  /** Why, as people read it behind an outcome: what happened, without a full stop. */
  words: string;
  /** It costs time and no attempt: the same stage runs again. */
  free: boolean;
  /** An item that it blocked is queued again by itself after a while. */
  retryable: boolean;
  /** Counter that a bound per class gives it: one of its own, the one for all others, or none, as it is never routed. */
  counted: 'own' | 'other' | 'never';
  /** Whether it waits for a person: `plan` = as the end says at which its item is blocked. */
  needsYou: boolean | 'plan';
  /**
   * Where an environment failure lies, if another runner may be free of it. `provider`: it passes by itself; `runner`: somebody has to
   * put the runner right. Absent = every runner here would fare alike.
   */
  lies?: 'provider' | 'runner';
  /** What a person can do. `{item}` is who is meant, for a command; `{look}` says where to read on. Null = what helps with any. */
  remedy: string | null;
}

type Given = Partial<Pick<Failure, 'counted' | 'retryable' | 'free'>>;

const routed = { free: false, retryable: false, counted: 'other', needsYou: 'plan', remedy: null } as const;
const waits = { free: true, retryable: false, counted: 'never' } as const;
const OWN: Given = { counted: 'own' };
const PASSES: Given = { counted: 'own', retryable: true };

type Lying = Pick<Failure, 'lies'>;

const AT_PROVIDER: Lying = { lies: 'provider' };
const AT_RUNNER: Lying = { lies: 'runner' };

const contract = (words: string, more: Given = {}) => ({ kind: 'contract' as const, words, ...routed, ...more });
const runner = (words: string, more: Given) => ({ kind: 'runner' as const, words, ...routed, ...more });
const runtime = (words: string, more: Given = {}) => ({ kind: 'runtime' as const, words, ...routed, ...more });
/** It passes by itself. */
const passing = (words: string, remedy: string, more: Lying = {}) => ({
  kind: 'environment' as const,
  words,
  ...waits,
  needsYou: false,
  remedy,
  ...more,
});
/** Somebody has to put it right. */
const broken = (words: string, remedy: string, more: Lying = {}) => ({
  kind: 'environment' as const,
  words,
  ...waits,
  needsYou: true,
  remedy,
  ...more,
});
const item = (words: string, remedy: string | null = null) => ({
  kind: 'item' as const,
  words,
  free: false,
  retryable: false,
  counted: 'never' as const,
  needsYou: true,
  remedy,
});

const ANEW = 'A change of millrace.toml or of the shell that started the worker counts from the next `millrace run`.';
const ASK_AGAIN = '`millrace retry {item}` asks again; `millrace cancel {item}` gives the work up.';

/** Their order is that of the plan's classes: another one would be another plan. */
export const FAILURES = {
  missing_terminal_result: contract('its last message names no outcome', OWN),
  illegal_terminal_result: contract('it named an outcome that is none of this stage', OWN),
  runner_timeout: runner('its agent took too long or fell silent', PASSES),
  runner_transport_failure: runner('its agent broke off', PASSES),
  runner_lost: runner('its agent was lost', { ...PASSES, free: true }),
  context_exhausted: runner('its agent ran out of context', OWN),
  answer_truncated: runner("its agent's answer was cut off", OWN),
  fix_cycle_exhausted: runtime('the bound on its repairs is used up', OWN),
  other: runtime('a failure that has no counter of its own', OWN),

  network_unavailable: passing('the network was away', 'Nothing to do: the stage runs again when the network is back.'),
  provider_unavailable: passing(
    'the provider was away',
    'Nothing to do: the stage runs again when the provider is back.',
    AT_PROVIDER,
  ),
  provider_rate_limited: passing(
    'the provider limits how often it is asked',
    'Nothing to do: the stage runs again after the limit.',
    AT_PROVIDER,
  ),
  usage_limit_reached: passing(
    'the limit of the account is reached',
    'Nothing to do: the stage runs again after the limit, or at once after a new login of the runner.',
    AT_PROVIDER,
  ),
  runner_binary_missing: broken(
    "the runner's program is not there",
    `Install the runner's program; the stage then runs by itself. ${ANEW}`,
    AT_RUNNER,
  ),
  auth_missing_or_invalid: broken(
    'the runner is not logged in',
    `Log the runner in (\`codex login\`, or \`/login\` in \`pi\` or \`claude\`); the stage then runs by itself. ${ANEW}`,
    AT_RUNNER,
  ),
  runner_misconfigured: broken(
    "the runner's configuration is wrong",
    `Correct the runner's configuration; the stage then runs by itself. ${ANEW}`,
    AT_RUNNER,
  ),
  sandbox_unavailable: broken(
    'the sandbox does not work here',
    `Let the sandbox work (allow user namespaces); the stage then runs by itself. Or choose another permission. ${ANEW}`,
    AT_RUNNER,
  ),
  work_tree_busy: passing(
    'something else works in the folder',
    'The stage runs when what holds the folder has ended; `fuser` on the folder names it. End it by hand if it does not end by itself.',
  ),
  tree_unusable: broken(
    'the tree of its root cannot be used',
    'Put right what it says of the git repository; the stage then runs by itself. Nothing is lost: `millrace trees ls` shows what there is.',
  ),
  runner_broken: broken(
    'the runner breaks off at once, whatever the item',
    'Different items broke off at once with this same message: find out what it means, and put it right; the stage ' +
      `then runs by itself, and what was blocked by it is queued again. ${ANEW}`,
    AT_RUNNER,
  ),
  disk_full: broken(
    'a disk is full',
    'Make room on the disk that it names (or ask for a larger quota); the stage then runs by itself. Nothing is lost.',
  ),
  disk_unusable: broken(
    'a disk takes nothing',
    'Put the disk that it names right (`dmesg` and `mount` say what is wrong); the stage then runs by itself. Nothing is lost.',
  ),

  manager_without_work: contract('it left no task and no reason for that'),
  planner_disposition_missing: contract('it left no disposition'),
  planner_disposition_invalid: contract('its disposition is not valid'),
  planner_disposition_source_mismatch: contract('its disposition is about another item'),
  planner_disposition_terminal_mismatch: contract('its disposition says something else'),
  planner_disposition_child_spec_missing: contract('a spec that its disposition names is not there'),
  closure_evidence_invalid: contract('its rubric, verdict or report is not valid'),
  recon_handoff_invalid: contract('what it hands on is not valid'),
  artifact_missing: contract('it left out what its outcome needs'),
  artifact_invalid: contract('what it left is of another form'),
  outbox_refused: contract('a document in its outbox cannot be taken'),
  verdict_contradicts_itself: contract('its verdict contradicts itself'),
  requirements_hole: contract('a requirement was left out'),

  blueprint_drafts_missing: contract('it left no draft'),
  blueprint_drafts_schema_invalid: contract('its list of drafts is not valid'),
  blueprint_manifest_draft_mismatch: contract('its manifest and its drafts do not agree'),
  blueprint_manifest_duplicate: contract('another manifest has the id of its own'),
  blueprint_candidate_invalid: contract('its packet does not fit the draft'),
  blueprint_candidate_duplicate_conflict: contract('another blueprint has the id of its own'),
  blueprint_evaluation_invalid: contract('its evaluation does not fit the candidate'),
  blueprint_critique_invalid: contract('its critique does not fit the evaluation'),
  generated_task_missing: contract('it left no task of the blueprint that it approved'),
  generated_task_invalid: contract('its task does not fit the blueprint'),
  blueprint_repair_decision_invalid: contract('its decision on the repair is not valid'),
  blueprint_repair_context_mismatch: contract('its decision is about something else than what failed'),

  approval_denied: item('what it asked for was denied', ASK_AGAIN),
  approval_expired: item('nobody granted in time what it asked for', ASK_AGAIN),
  capability_denied: item('its plan denies what it needs'),
  usage_limit: item(
    'it spent what a rule allows',
    `{look}. To let it spend more: ${LIFTING}, then \`millrace retry {item}\`.`,
  ),
  stage_run_limit: item('the largest number of stage runs of one activation is used up'),
  plan_limit: item('a limit of its plan keeps it from running'),
  plan_unusable: item('its plan cannot route it'),
  lineage_ended: item('its lineage workflow was ended from outside'),

  evidence_changed: runtime('the evidence of its request is not what it was'),

  arbiter_parity_gap: runtime('the Arbiter found a gap between spec and work'),
  environment: runtime('something around its agent was broken'),
  unknown: runtime('why is not known'),
} as const satisfies Record<string, Failure>;

export type FailureClass = keyof typeof FAILURES;
/** Class of a BLOCKED that a stage said itself, by its node: a counter each. */
export type NodeFailure = `${string}_blocked`;
/** What a field `failureClass` of ours may hold. */
export type FailureName = FailureClass | NodeFailure;

/** Every class of one kind. */
export type FailureOf<K extends FailureKind> = {
  [N in FailureClass]: (typeof FAILURES)[N]['kind'] extends K ? N : never;
}[FailureClass];
export type EnvironmentFailureClass = FailureOf<'environment'>;
/** Classes that a runner can report. */
export type RunnerFailureClass = FailureOf<'runner' | 'environment'>;
/** Classes of a stage that left something else than its contract asks for. */
export type ContractFailureClass = FailureOf<'contract'>;
/** Why an item may not go on, of which no stage failed. */
export type ItemFailureClass = FailureOf<'item'>;
