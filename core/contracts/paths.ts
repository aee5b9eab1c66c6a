// The one place for every path under `millrace-agents/`, relative to it, and under our state folder.
import type { ItemState, Plane } from './families.js';
import { foldersOf, IDEA } from './families.js';
import { isFamilyId } from './ids.js';

/** Name of the folder in the workspace. */
export const RUNTIME_DIR = 'millrace-agents';

/** Name of the folder that is ours in a tree of a root. */
export const TREE_DIR = '.millrace';

export const runtimePaths = {
  config: 'millrace.toml',
  identity: 'workspace.json',
  readme: 'README.md',
  /** Where ideas are dropped; the second one lies beside our folder. */
  ideaInboxes: ['ideas/inbox', '../ideas/inbox'],
  /** The text of an idea as it was when it became a spec. */
  idea: (id: string) => `intake/ideas/${id}.md`,
  runs: 'runs',
  /** The desks of the stages that are at work now. */
  desks: 'desk',
  desk: (request: string) => `desk/${request}`,
  outbox: (run: string) => `runs/${run}/outbox`,
  snapshot: 'state/runtime_snapshot.json',
  counters: 'state/recovery_counters.json',
  statusFile: (plane: Plane) => `state/${plane}_status.md`,
  compiledPlan: 'state/compiled_plan.json',
  compileDiagnostics: 'state/compile_diagnostics.json',
  /** Which server the workspace is bound to. */
  binding: 'state/temporal_binding.json',
  /** Workflows that cannot go on, as the worker sees it; absent when all can. */
  troubles: 'state/worker_troubles.json',
  manifest: 'state/mirror_manifest.jsonl',
  /** What was taken over from a release, with the digest that it had there. */
  baseline: 'state/baseline_manifest.json',
  /** Only there while files are changed together. */
  changes: '.changes',
  /** One line per change by `skills`. */
  skillLog: 'skills/skill_operations.jsonl',
  events: 'logs/runtime_events.jsonl',
  /** One line per stage that said what it spent. */
  ledger: 'state/usage_governance_ledger.jsonl',
  /** Morning reports, for people. */
  reports: 'reports',
  /** How spending stands; absent when it is not governed. */
  governance: 'state/usage_governance_state.json',
  blocked: (family: string, id: string) => `diagnostics/blocked/${family}-${id}.json`,
  /** Marks of items of which a script played stages. */
  playedMarks: 'diagnostics/played',
  played: (family: string, id: string) => `diagnostics/played/${family}-${id}.json`,
  /** What a person is asked. */
  asked: (approval: string) => `approvals/pending/${approval}.json`,
  resolved: (approval: string) => `approvals/resolved/${approval}.json`,
  target: (root: string) => `arbiter/targets/${root}.json`,
  /** The root spec as it is judged. */
  rootSpec: (root: string) => `arbiter/contracts/root-specs/${root}.md`,
  rubric: (root: string) => `arbiter/rubrics/${root}.md`,
  verdict: (root: string) => `arbiter/verdicts/${root}.json`,
  /** What became of every sentence of a root, for people. */
  requirements: (root: string) => `arbiter/requirements/${root}.md`,
  reconPacket: (id: string) => `recon/packets/${id}.md`,
  /** The record of blueprints, for people: nothing is believed of it. `state` of a packet: `candidates`, say. */
  blueprintManifest: (id: string) => `blueprints/manifests/${id}.json`,
  blueprintPacket: (state: string, id: string) => `blueprints/packets/${state}/${id}.json`,
  blueprintMarkdown: (state: string, id: string) => `blueprints/packets/${state}/${id}.md`,
  blueprintEvaluation: (id: string) => `blueprints/evaluations/${id}.json`,
  blueprintCritique: (state: 'open' | 'resolved', id: string) => `blueprints/critiques/${state}/${id}.json`,
  blueprintPromotion: (id: string) => `blueprints/promotions/${id}.json`,
  /** Skill candidates: those that wait for an operator, and those that one decided on. A folder each. */
  candidates: 'learning/update-candidates',
  candidate: (id: string) => `learning/update-candidates/${id}`,
  promoted: (id: string) => `learning/promoted/${id}`,
  rejected: (id: string) => `learning/rejected/${id}`,
  invalidLog: 'invalid-artifacts.jsonl',
  /** In the folder of a state: what operators did to the items that are there. */
  interventions: 'interventions.jsonl',
  /** Below a queue folder: files that were dropped from quarantine. */
  invalidArchive: 'invalid-archived',
  /** Folder of a family in a state, e.g. `tasks/queue`. Throws on what is no id of a family: callers check first. */
  stateFolder(family: string, state: ItemState): string {
    if (!isFamilyId(family)) throw new Error(`no id of a work-item family: ${family}`);
    const { folder, states } = foldersOf(family);
    return `${folder}/${states[state]}`;
  },
  /** Where documents of a family are dropped, and where those that are refused are kept. */
  dropFolder(family: string): string {
    return family === IDEA ? this.ideaInboxes[0] : this.stateFolder(family, 'queued');
  },
  document(family: string, state: ItemState, id: string): string {
    return `${this.stateFolder(family, state)}/${id}.md`;
  },
} as const;

/** Folders of a desk. */
export const deskFolders = {
  outbox: 'outbox',
  /** Read-only copies of what the stages before it left. */
  earlier: 'earlier',
} as const;

/** Artifacts of one request, relative to `runs/<run>/`. */
export const runArtifacts = {
  prompt: (request: string) => `runner_prompt.${request}.md`,
  invocation: (request: string) => `runner_invocation.${request}.json`,
  stdout: (request: string) => `runner_stdout.${request}.txt`,
  stderr: (request: string) => `runner_stderr.${request}.txt`,
  events: (request: string) => `runner_events.${request}.jsonl`,
  completion: (request: string) => `runner_completion.${request}.json`,
  stageResults: 'stage_results',
  stageResult: (request: string) => `stage_results/${request}.json`,
  troubleshootReport: 'troubleshoot_report.md',
  rubric: 'rubric.md',
  verdict: 'verdict.json',
  arbiterReport: 'arbiter_report.md',
  plannerReport: 'planner_report.md',
  plannerDisposition: 'planner_disposition.json',
  managerReport: 'manager_report.md',
  blueprintManifest: 'blueprint_manifest.json',
  /** Drafts under the name that the reference gives their list; usually they lie in the outbox. */
  blueprintDrafts: 'blueprint_drafts.json',
  blueprintPacket: 'blueprint_packet.json',
  blueprintMarkdown: 'blueprint.md',
  blueprintEvaluation: 'blueprint_evaluation.json',
  blueprintCritique: 'blueprint_critique.json',
  blueprintRepairDecision: 'blueprint_repair_decision.json',
  /** As `generated`, of a stage that repairs. */
  repaired: (family: string, ending: 'json' | 'md') => `repaired_generated_${family}.${ending}`,
  /** Among the earlier reports of a judging stage. */
  requirements: 'requirements.md',
  reconPacket: 'recon_packet.md',
  /** Document that Recon hands on under the name that the reference gives it; usually it lies in the outbox. */
  generated: (family: string, ending: 'json' | 'md') => `generated_${family}.${ending}`,
  /** Why a Manager left no task. */
  noWork: 'no_work.md',
  /** Folder in which the folder of a skill lies that is ready. */
  readySkill: 'skill',
  /** Which of the offered skills a Librarian chose. */
  skillChoice: 'skill_choice.json',
  /** Among the earlier reports of a Librarian: what the configured sources hold. */
  skillSources: 'skill_sources.json',
} as const;

/** Files in the journal of a request that more than one part of the house knows. */
export const journalFiles = {
  /** What was started. */
  request: 'request.json',
  /** The prompt that counts: the agent is fed from it. */
  prompt: 'prompt.md',
  /** Which folder is the desk; absent in a journal of a build without desks. */
  desk: 'desk.json',
  stdout: 'out',
  stderr: 'err',
  /** What is said first to an agent that is spoken to. */
  firstWords: 'in',
  /** Named pipes, of an agent that is spoken to while it works; `host.sh` knows them too. */
  pipe: 'pipe',
  pipeEnd: 'pipe.end',
  /** A key on its way to an agent, emptied when it is there; what is left of it goes with the raw files. */
  key: 'claude-key',
  lastMessage: 'last-message',
  /** The folder on whose disk there was no room when the agent ended; else absent. */
  full: 'full',
  /** Events without secrets, while they are made. */
  events: 'events',
  /** What the agent does now, for readers without a server. */
  live: 'live.json',
  /** What the agent left. */
  result: 'result.json',
  /** Folder of the session that a second chance goes on in, where the runner keeps none of its own; gone when it needs none. */
  session: 'session',
  /** What came of it. */
  decided: 'decided.json',
} as const;

/** Our state folder of one workspace, relative to the state home. */
export const statePaths = {
  texts: 'texts',
  plans: 'plans',
  runners: 'runners.json',
  /** What the accepted ground was compiled to, for the next start. */
  compiled: 'compiled.bin',
  /** Which ground of the workspace an operator accepted last; the files of it; and a line for every time. */
  ground: 'ground.json',
  grounds: 'grounds',
  groundLog: 'ground-log.jsonl',
  journal: (request: string) => `run/${request}`,
  done: 'done',
  /** Temporary files of a stage at work. */
  tmp: (name: string) => `tmp/${name}`,
  /** What a stage left on its desk, as it counts. */
  kept: (run: string, request: string) => `desks/${run}/${request}`,
  /** What the last judgement of a root was made of. */
  judgement: (root: string) => `judgements/${root}.json`,
  /** What its plans and tasks say of the requirements of a root. */
  requirements: (root: string) => `requirements/${root}.json`,
  /** Manifests, packets, evaluations and critiques of a root, by digest. */
  blueprintFolder: 'blueprints',
  blueprints: (root: string) => `blueprints/${root}.json`,
  /** One file per emitting stage at work. */
  emitting: 'emitting',
  /** One record per worker; touched by it as long as it lives. */
  workers: 'workers',
  /** Row of files; the last one says which worker holds the lease. */
  lease: 'lease',
  /** Which folder the workspace is, by path and inode. */
  folder: 'folder.json',
  /** The host that the workspace belongs to, as it was seen here; that it came here and nobody has served it yet; that it left. */
  host: 'host.json',
  arrived: 'arrived.json',
  left: 'left.json',
  /** One file per worker that serves figures, or wants to: where, or why not. */
  metrics: 'metrics',
  workerLog: 'worker.log',
  /** What a worker that stays said outside of its log: why it did not start, say. */
  workerErrors: 'worker.err',
  /** Row of files: who starts a worker that stays. */
  up: 'up',
  /** The last number that an event of the log was given. */
  feed: 'feed.json',
  /** Disks that take nothing more, as the worker sees it. */
  disks: 'disks.json',
  /** Since when the Temporal server does not answer, as the worker sees it. */
  silence: 'server-silence.json',
  script: 'script-cursor.json',
  /** What each operator's last report told, and when the morning report was written last. */
  report: 'report.json',
  /** What each rule of `[[notify]]` told, and what waits. */
  notify: 'notify.json',
  /** Our repository: what stages found and left. */
  checkpoints: 'checkpoints',
  /** Trees of roots, and beside each what we know of it. `name`: of the tree, from its root. */
  trees: 'trees',
  tree: (name: string) => `trees/${name}`,
  treeRecord: (name: string) => `trees/${name}.json`,
  /** Files too large for any checkpoint that had to leave a tree; `number`: of what was kept of it. */
  treeAside: (name: string, number: number) => `trees/${name}.aside/${number}`,
  /** What the commands of its setup said last. */
  setupLog: (name: string) => `setups/${name}.log`,
  /** How much room all trees take, as it was measured last. */
  treesRoom: 'trees-room.json',
  /** Where the next root works: what `[trees]` says. */
  treeSettings: 'tree-settings.json',
  /** Where a root works; decided once, as its first stage starts. */
  treeChoice: (name: string) => `trees/${name}.choice`,
  /** The run that began in the workspace last, beside roots that have trees. */
  inPlaceRun: 'in-place-run.json',
  /** What was done about the tree for one run, and what came of its work. */
  treeRuns: 'tree-runs',
  treeRun: (run: string) => `tree-runs/${run}.json`,
  /** A line for every change of one of them. */
  treeRunsIndex: 'tree-runs.jsonl',
  /** Roots whose branch somebody took, or said to have taken. */
  treesTaken: 'trees-taken.json',
  /** Kept work that does not fit any more, as a difference for the run that takes it up. */
  treeDifference: (run: string) => `tree-runs/${run}.patch`,
  /** Work of another root that does not go together with the tree of a run. `name`: of that root. */
  otherDifference: (run: string, name: string) => `tree-runs/${run}/${name}.patch`,
  /** What would be delivered, for its checks. */
  scratch: (name: string) => `scratch/${name}`,
  /** A delivery on its way into the checkout of a person. */
  landing: 'landing.json',
  /** Held by whoever delivers. */
  deliveryLock: 'deliver.lock',
  /** What was decided about the delivery of a root. `name`: of its tree. */
  delivery: (name: string, attempt: number) => `deliveries/${name}/${attempt}.json`,
  /** What a task for a merger is about. */
  merger: (task: string) => `mergers/${task}.json`,
  /** Where branches stood when they were looked at, so that only what moved is looked at again. */
  treesLooked: 'trees-looked.json',
  /** How they are taken, and how long they are kept. */
  recording: 'recording.json',
  /** Digest of the record of a skill candidate, as it was filed. */
  candidate: (id: string) => `candidates/${id}`,
  /** Where a Librarian may take skills from. */
  learning: 'learning.json',
  /** What each stage changed in the work tree, one line each. */
  changes: 'changes.jsonl',
  /** What operators decided, in files one after the other; each is named after the number of its first line. */
  audit: 'audit',
  auditSegment: (first: number) => `audit/${String(first).padStart(10, '0')}.jsonl`,
  /** Half a line that a crash left, put aside. `name`: of its bytes. */
  auditTorn: (name: string) => `audit/torn-${name}.txt`,
  auditLock: 'audit.lock',
  /** What the runners that are installed here leave open of the walls of the plan. */
  walls: 'walls.json',
  /** Who may decide, and how long a signature counts; absent = nobody is named. */
  operators: 'operators.json',
  /** Private key of our worker; made at first need, and for its user alone. */
  workerKey: 'worker-key.pem',
} as const;

/** What all workspaces of one user share, relative to the state home. */
export const homePaths = {
  /** What lets a browser in to the dashboard. */
  dashboardToken: 'dashboard-token',
  /** Id of this host, made at first need. */
  host: 'host.json',
  /** That this host takes no new stages; absent = it does. */
  drained: 'drained.json',
  /** Folders of exports and imports that are under way. */
  moving: '.moving',
  /** Which workspaces `run --all` serves. */
  listed: 'listed.json',
  /** Row of files: who changes that list. */
  listing: 'listing',
  /** State folder of the process that serves them; no workspace can have this name. */
  all: '.all',
  /** In that folder: why it does not serve some of them. */
  allTroubles: 'troubles.json',
  /** How many agents may be at work on this machine. */
  machine: 'machine.toml',
  /** A file for every stage that has a place for its agent, or waits for one, where that is limited. */
  places: '.places',
} as const;
