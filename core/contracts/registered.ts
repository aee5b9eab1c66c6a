// Names that data may use because code stands behind them: what a stage may ask for, be given, and set off.

/** What a stage may ask to be allowed. Every stage asks for those of `ALWAYS_ASKED`. */
export const CAPABILITIES = [
  'workspace.read',
  'workspace.write',
  'artifact.read',
  'artifact.write',
  'runner.invoke',
  'shell.run',
  'git.read',
  'git.mutate',
  'package.install',
  'network.access',
  'approval.request',
  'evidence.emit',
  'runtime.control',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export const ALWAYS_ASKED: readonly Capability[] = ['artifact.write', 'runner.invoke', 'workspace.read'];

/** `approval_required`: a person must grant it before the stage starts. */
export const CAPABILITY_DECISIONS = ['allow', 'deny', 'approval_required'] as const;
export type Decision = (typeof CAPABILITY_DECISIONS)[number];

/**
 * What happens with a result before it is routed. It needs these artifacts, and reads those where they are there; where they are wrong
 * the stage has failed. Each has code in `activities/stage/effects.ts`, or it does not compile; a stage kind that names another one is refused.
 */
export const EFFECTS = {
  planner_disposition: { needs: ['planner_disposition'], reads: [] },
  closure_evidence: { needs: ['rubric', 'verdict', 'arbiter_report'], reads: [] },
  manager_tasks: { needs: [], reads: ['no_work'] },
  recon_handoff: { needs: ['recon_packet'], reads: [] },
  emitted_documents: { needs: [], reads: [] },
  blueprint_drafted: { needs: ['blueprint_manifest'], reads: [] },
  blueprint_candidate: { needs: ['blueprint_packet', 'blueprint_markdown'], reads: [] },
  blueprint_approved: { needs: ['blueprint_evaluation'], reads: [] },
  blueprint_rejected: { needs: ['blueprint_evaluation', 'blueprint_critique'], reads: [] },
  blueprint_undecided: { needs: ['blueprint_evaluation'], reads: [] },
  blueprint_repaired: { needs: [], reads: ['blueprint_repair_decision'] },
  skill_candidate: { needs: ['ready_skill'], reads: [] },
  skill_install: { needs: ['skill_choice'], reads: [] },
} as const satisfies Record<string, { needs: readonly string[]; reads: readonly string[] }>;
export type EffectName = keyof typeof EFFECTS;

/** Forms of artifacts, each with its reader in `core/artifacts/form-fault.ts`. */
export const ARTIFACT_SCHEMAS = [
  'markdown',
  /** Not empty. */
  'text',
  'directory',
  'blueprint_critique',
  'blueprint_evaluation',
  'blueprint_manifest',
  'blueprint_packet',
  'blueprint_repair_decision',
  'planner_disposition',
  'recon_packet',
  'skill_choice',
  'verdict',
] as const;

/** Where the root of a lineage can come from. */
export const ROOT_KINDS = ['idea', 'probe', 'manual', 'spec', 'incident'] as const;

/** What a learning request may ask for. */
export const LEARNING_ACTIONS = ['create', 'improve', 'promote', 'export', 'install'] as const;
