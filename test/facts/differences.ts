// Where our modes differ from the reference's on purpose. The test refuses any other difference, and one that is no more.

export interface Difference {
  /** Graphs in which it occurs, or `mode`. */
  graph: RegExp;
  /** The whole name of the place. */
  at: RegExp;
  /** Absent = the reference says nothing of it. */
  reference?: string;
  /** Absent = we say nothing of it. */
  ours?: string;
  reason: string;
}

const EXECUTION = /^execution\.(standard|with_integrator)$/;
const PLANNING = /^planning\./;
const LEARNING = /^learning\.standard$/;

const ASKED = 'artifact.write, runner.invoke, workspace.read';
const asks = (...more: string[]): string => [...ASKED.split(', '), ...more].sort().join(', ');

export const DIFFERENCES: readonly Difference[] = [
  {
    ...{ graph: EXECUTION, at: /^\w+\.BLOCKED\.bound\.1$/, ours: '2 per activation, then end blocked' },
    reason: 'the reference visits the consultant without end; the third visit blocks the item and needs a person',
  },
  {
    ...{ graph: EXECUTION, at: /^\w+\.FIX_NEEDED\.bound\.1$/, ours: '2 per activation, then consultant' },
    reason: 'the reference goes from used-up fixes to the troubleshooter without end; the third time is the consultant’s',
  },
  {
    ...{ graph: EXECUTION, at: /^\w+\.FIX_NEEDED\.bound\.2$/, ours: '2 per activation, then end blocked' },
    reason: 'as for BLOCKED: visits of the consultant are bounded',
  },
  {
    ...{ graph: /^planning\.blueprint$/, at: /^evaluator_blueprint\.BLUEPRINT_REJECTED\.bound\.0$/ },
    ours: '3 per activation, then end blocked',
    reason: 'the reference sends a blueprint back without end',
  },
  {
    ...{ graph: /^execution\.standard$/, at: /^troubleshooter\.TROUBLESHOOT_COMPLETE\.resume$/ },
    reference: 'by resume_stage to builder, checker, doublechecker, fixer, troubleshooter, updater; else builder',
    ours: 'by resume_stage to builder, checker, doublechecker, fixer, merger, updater; else builder',
    reason: 'a troubleshooter that sends the work to itself would never end; the merger is ours',
  },
  {
    ...{ graph: /^execution\.with_integrator$/, at: /^troubleshooter\.TROUBLESHOOT_COMPLETE\.resume$/ },
    reference:
      'by resume_stage to builder, checker, doublechecker, fixer, integrator, troubleshooter, updater; else builder',
    ours: 'by resume_stage to builder, checker, doublechecker, fixer, integrator, merger, updater; else builder',
    reason: 'a troubleshooter that sends the work to itself would never end; the merger is ours',
  },
  {
    ...{ graph: /^execution\.standard$/, at: /^consultant\.CONSULT_COMPLETE\.resume$/ },
    reference:
      'by target_stage, resume_stage to builder, checker, doublechecker, fixer, troubleshooter, updater; else troubleshooter',
    ours: 'by target_stage, resume_stage to builder, checker, doublechecker, fixer, merger, troubleshooter, updater; else troubleshooter',
    reason: 'the merger is ours',
  },
  {
    ...{ graph: /^execution\.with_integrator$/, at: /^consultant\.CONSULT_COMPLETE\.resume$/ },
    reference:
      'by target_stage, resume_stage to builder, checker, doublechecker, fixer, integrator, troubleshooter, updater; else troubleshooter',
    ours: 'by target_stage, resume_stage to builder, checker, doublechecker, fixer, integrator, merger, troubleshooter, updater; else troubleshooter',
    reason: 'the merger is ours',
  },
  {
    ...{ graph: EXECUTION, at: /^starts$/, ours: 'merger' },
    reason: 'the reference delivers nothing: here a branch that does not fit its base is work for a merger',
  },
  {
    ...{ graph: /^planning\.standard$/, at: /^mechanic\.MECHANIC_COMPLETE\.resume$/ },
    reference: 'by resume_stage to arbiter, auditor, manager, planner, recon; else planner',
    ours: 'by resume_stage to auditor, manager, planner, recon; else planner',
    reason: 'the arbiter judges a root and works on no item',
  },
  {
    ...{ graph: /^planning\.blueprint$/, at: /^mechanic_blueprint\.MECHANIC_BLUEPRINT_COMPLETE\.resume$/ },
    reference:
      'by resume_stage to arbiter, auditor, contractor_blueprint, evaluator_blueprint, manager_blueprint, planner, recon; else planner',
    ours: 'by resume_stage to auditor, contractor_blueprint, evaluator_blueprint, manager_blueprint, planner, recon; else planner',
    reason: 'the arbiter judges a root and works on no item',
  },
  {
    ...{ graph: EXECUTION, at: /^failure$/, reference: 'troubleshooter, 2 times' },
    reason: 'a result that cannot be applied counts as BLOCKED of its stage: one way for every failure',
  },
  {
    ...{ graph: /^planning\.standard$/, at: /^failure$/, reference: 'mechanic, 2 times' },
    reason: 'a result that cannot be applied counts as BLOCKED of its stage: one way for every failure',
  },
  {
    ...{ graph: /^planning\.blueprint$/, at: /^failure$/, reference: 'mechanic_blueprint, 2 times' },
    reason: 'a result that cannot be applied counts as BLOCKED of its stage: one way for every failure',
  },
  {
    ...{ graph: LEARNING, at: /^starts$/, ours: 'curator, librarian, professor' },
    reason: 'the reference lets a request begin at any node without saying so; here the graph says where, and it is proved',
  },
  {
    ...{ graph: EXECUTION, at: /^(builder|fixer|integrator|troubleshooter|updater)\.capabilities$/ },
    ...{ reference: ASKED, ours: asks('shell.run', 'workspace.write') },
    reason: 'a stage asks for what it really does: a policy on these capabilities of the reference concerns nobody',
  },
  {
    ...{ graph: EXECUTION, at: /^(checker|consultant|doublechecker)\.capabilities$/ },
    ...{ reference: ASKED, ours: asks('shell.run') },
    reason: 'a stage asks for what it really does',
  },
  {
    ...{ graph: PLANNING, at: /^(arbiter|recon)\.capabilities$/, reference: ASKED, ours: asks('shell.run') },
    reason: 'a stage asks for what it really does',
  },
  {
    ...{ graph: LEARNING, at: /^professor\.skills$/, reference: 'professor-core', ours: 'professor-core, skill-writer' },
    reason: 'the reference only suggests the skill about writing skills, and nothing reads suggestions',
  },
  {
    ...{ graph: LEARNING, at: /^curator\.skills$/, reference: 'curator-core', ours: 'curator-core, skill-writer' },
    reason: 'who judges a skill needs to know what makes a good one',
  },
];
