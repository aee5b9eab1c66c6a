// The one interface between the runtime and a coding-agent CLI. All thought about a CLI is in its adapter; the host is dumb.
import type { AwaitRunnerInput } from '../core/contracts/activities.js';
import type { Permission } from '../core/contracts/plan.js';
import type { RunnerFailureClass } from '../core/contracts/failures.js';
import type { AgentSession, RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import type { RunnerConfig } from './runner-config.js';
import type { Step } from './suite/model-server/script.js';

/** One per runner. */
export interface RunnerAdapter {
  readonly name: string;
  /** Polite signal that makes this CLI end its own children. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /**
   * How to start the agent. Called only when the agent has to be started, and again after a crash: must give the same
   * answer for the same request. Throws `LaunchRefused` when the agent cannot be started.
   */
  prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch>;
  /**
   * Whether the agent that `prepare` starts goes on with `context.session`; asked only where there is one, and the prompt is written
   * for the answer. Absent: it never does.
   */
  resumes?(request: StageRunRequest, context: RunContext): Promise<boolean>;
  /** Reads what the agent left. Pure reading: may be called again. Need not judge `end`: `runAgent` does. */
  collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult>;
  /** Whether a tool of the agent is at work, so that its silence means nothing. Asked only when the agent is silent. */
  toolOpen?(context: RunContext): Promise<boolean>;
  /**
   * What one line of the agent's output says. Pure. The end of the output is read by it for the live view, all of it for
   * `logs`. Absent: the line as it is.
   */
  said?(line: string): Said;
  /** How to talk with an agent that is spoken to while it works; its `prepare` makes the pipe. Absent: it reads and goes. */
  dialogue?: Dialogue;
  /** How long an agent that said that its work is over may go on, in ms, before it is ended. Absent or null: no clock for that. */
  lingerMs?(context: RunContext): number | null;
  /** Whether a line of the output is worth a place in the artifacts of a stage. Absent: every line is. */
  isKept?(line: string, context: RunContext, result: RunnerRawResult): boolean;
  /**
   * Whether the cause of an environment failure is still there. Cheap: costs no tokens and starts no turn of the agent.
   * May err: what it says can only make a wait shorter, as `awaitRunner` reads it.
   */
  probe?(failed: AwaitRunnerInput, context: RunContext): Promise<Probed>;
  /**
   * What the walls of these permissions leave open with the program that is installed here, in sentences. Starts nothing but
   * that program, for its version. Absent: the compiler knows all that can be said.
   */
  openings?(
    permissions: readonly Permission[],
    context: Pick<RunContext, 'workspaceDir' | 'config' | 'env'>,
  ): Promise<string[]>;
  /** What a permission means to it, in short. Pure. Absent: nothing worth a word. */
  meaning?(permission: Permission): PermissionMeaning;
  /** What lets `millrace runner test` judge it against a model server of ours, or why that is not possible. Absent: nothing does. */
  trial?(place: TrialPlace): Trial | string;
  /** How `npm run demo` shows it at work. Absent: it does not. */
  readonly demo?: Demo;
  /** What `doctor` says of this runner. Costs no tokens and changes nothing. */
  inspect?(asked: AskedRun, context: Pick<RunContext, 'workspaceDir' | 'config' | 'env'>): Promise<Seen[]>;
}

export interface PermissionMeaning {
  /** For people: `Codex: --flag`. */
  words: string;
  /** For programs. */
  data: Readonly<Record<string, unknown>>;
}

export interface Demo {
  /** As `--runner` names it. */
  name: string;
  /** Who works and what it costs, for people. */
  intro: string;
  /** Options of `millrace init`. `permission`: the one that was asked for. */
  init(permission: string): string[];
  /** What is missing here; null = nothing. Asked before anything is made, so that the answer comes at once. */
  lacks(env: NodeJS.ProcessEnv, permission: string): Promise<Lack | null>;
}

/** Where one case of the suite is played. */
export interface TrialPlace {
  /** Absolute path of a folder that is the user's home there; it exists. */
  home: string;
  /** Of the stage that will be played. */
  permission: Permission;
  /** Of the model server, with its `/v1` at the end. */
  url: string;
  key: string;
  /** What the model will answer. */
  steps: readonly Step[];
  /** As the operator has them. */
  config: RunnerConfig;
  env: NodeJS.ProcessEnv;
}

export interface Trial {
  /** Variables of the worker beside those that every agent gets. */
  env: Record<string, string>;
  config: RunnerConfig;
  /** Cases whose end nothing can change, with why, by name. */
  cannot?: Readonly<Record<string, string>>;
  /** It plays what it is told and asks no model. */
  asksNobody?: true;
}

export interface Lack {
  /** For programs: a word such as `no_login`. */
  code: string;
  message: string;
  /** How to get it. */
  hint: string;
}

export interface AskedRun {
  /** Levels that the plan binds this runner with. */
  permissions: readonly Permission[];
  /** Whether the runner's program may be started. */
  probe: boolean;
}

/** One thing that was looked at. */
export interface Seen {
  level: 'ok' | 'warning' | 'error';
  /** For programs: a word such as `login_missing`. */
  code: string;
  what: string;
  /** What to do. */
  remedy?: string;
}

/** Of an agent that may not end by itself: it waits for more until it reads the end of its input, or holds on for another reason. */
export interface Dialogue {
  /** Whether a line of its output that begins so says that its work is over. Pure; gets the first 200 bytes of a line. */
  isOver(lineStart: string): boolean;
  /** One line that asks it to break off, shorter than 4 kB; null = it is listened to and not spoken to. */
  stop: string | null;
}

export interface Said {
  /** In words for people; may have several lines; null = nothing worth showing. */
  text: string | null;
  /** Tokens of the stage so far; null when this line does not tell. */
  tokens: number | null;
}

/** `unknown`: it cannot be seen from here. */
export type Probed = 'ready' | 'broken' | 'unknown';

export interface AgentLaunch {
  argv: string[];
  /** The adapter's own variables; they are added to `allowedEnv` of the worker's environment and win over it. */
  env: Record<string, string>;
  /** Absolute path of a file; null = no input. For an agent that is spoken to it is what is said to it first. */
  stdin: string | null;
  /** What it opens beside its tree and its desk, where walls of ours hide it; absent: nothing. */
  needs?: Needs;
  /** Sentences for the notes of the result. */
  notes: string[];
}

/** Files and folders, absolute; one that is not there is left out. A file can be written in place, and nothing be made beside it. */
export interface Needs {
  read: readonly string[];
  write: readonly string[];
}

/** Absolute paths, and what an adapter may know of its surroundings. The folders exist; the desk once `prepare` is called. */
export interface RunContext {
  workspaceDir: string;
  /** Where its agent edits, and is started: the workspace itself, or the tree of its root. */
  treeDir: string;
  /** Our state folder of this workspace. */
  stateDir: string;
  /** `millrace-agents/runs/<run>` of the workspace: artifacts that people read. */
  runDir: string;
  /**
   * The stage's own folder in its tree: what the prompt calls the run directory, with an outbox and earlier reports in it.
   * There from before the agent starts until its result is settled, and nothing else of `millrace-agents/` need be writable.
   */
  deskDir: string;
  /** The request's own folder below `stateDir`; its raw files are removed when the result is stored. */
  journalDir: string;
  /** For the temporary files of a stage behind walls, who makes it; removed with the stage's processes. */
  tmpDir: string;
  /** The prompt that counts, in the journal; there once `prepare` is called. */
  promptFile: string;
  /** Of a second chance: the session of the attempt that is asked about, of this very runner; absent = there is none. */
  session?: AgentSession;
  /** Raw events of the agent, as it writes them. */
  stdoutFile: string;
  stderrFile: string;
  /** For runners that write their final message to a file; fresh for each request. */
  lastMessageFile: string;
  config: RunnerConfig;
  /** Environment of the worker: to choose from, never to hand on whole. */
  env: NodeJS.ProcessEnv;
}

/**
 * How the agent ended. `exited`: by itself; `lost`: its host was killed, nobody knows; `busy`: it was never started,
 * because another foreground agent holds the work tree; `lingered`: it was ended, after it had said that its work is over; the others:
 * it was ended for that reason.
 */
export interface HostEnd {
  kind: 'exited' | 'lingered' | 'lost' | 'busy' | 'timeout' | 'silent' | 'cancelled';
  /** Of a lost one: the file of its journal, absolute, that cannot be read and so is why. */
  garbled?: string;
  /** Null when a signal ended it, or nobody knows. */
  exitCode: number | null;
  signal: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string;
}

/** The agent cannot be started, and why; becomes a result with `exitKind: 'not_started'`. */
export class LaunchRefused extends Error {
  constructor(
    readonly failureClass: RunnerFailureClass,
    /** What is wrong and what to do, in a sentence or two. */
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'LaunchRefused';
  }
}
