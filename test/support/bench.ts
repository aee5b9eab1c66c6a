// A workspace of its own on the tests' Temporal server, driven by the built command line as a user would.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { HANG_MS } from './hang.js';
import { runHere } from './in-process.js';
import { taskText } from './task-text.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';

const main = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');

/** Commands of which no test asks how they are as a process. */
const ONLY_FILES = /^(init|status|queue (ls|show)|runs (ls|show)|closures (ls|show)|usage|compile) ?(?!.*--watch)/;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Its output so far. */
  said(): string;
}

export type ScriptEntry = string | Record<string, unknown>;

/** One line of the event log that a test asks about. */
export interface LoggedEvent {
  event_type: string;
  occurred_at: string;
  data: Record<string, unknown>;
}

export class Bench {
  readonly workspace: string;
  readonly stateHome: string;
  readonly env: NodeJS.ProcessEnv;
  private readonly children = new Set<ChildProcess>();

  constructor(address: string) {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-bench-')));
    this.workspace = path.join(root, 'ws');
    this.stateHome = path.join(root, 'state');
    mkdirSync(this.workspace);
    execFileSync('git', ['init', '-q', this.workspace]);
    const script = path.join(root, 'script.json');
    writeFileSync(script, JSON.stringify({ outcomes: {} }));
    const server = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: NAMESPACE };
    this.env = { ...process.env, ...server, MILLRACE_STATE_HOME: this.stateHome, MILLRACE_SCRIPT: script };
  }

  /** Lets this workspace use an embedded server of its own, with the binary that the tests have already. */
  useEmbedded(): this {
    delete this.env['TEMPORAL_ADDRESS'];
    delete this.env['TEMPORAL_NAMESPACE'];
    mkdirSync(this.stateHome, { recursive: true });
    symlinkSync(binaryCache(stateHome()), binaryCache(this.stateHome));
    return this;
  }

  /** What the agents of this workspace will do, by `node:item` or `node`. */
  script(outcomes: Record<string, ScriptEntry[]>): void {
    writeFileSync(this.env['MILLRACE_SCRIPT'] ?? '', JSON.stringify({ outcomes }));
  }

  start(...args: string[]): Started {
    return this.startBuild(main, ...args);
  }

  /** As `start`, with the command line of another build; `program`: absolute path of its main file. */
  startBuild(program: string, ...args: string[]): Started {
    return this.startProgram(process.execPath, program, ...args);
  }

  /** As `start`, with any program. */
  startProgram(program: string, ...args: string[]): Started {
    const child = spawn(program, args, { cwd: this.workspace, env: this.env });
    this.children.add(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => {
        this.children.delete(child);
        resolve({ code, signal, output });
      });
    });
    return { child, ended, said: () => output };
  }

  run(...args: string[]): Promise<Ended> {
    return ONLY_FILES.test(args.join(' ')) ? this.here(args) : this.start(...args).ended;
  }

  /** What needs no server needs no process of its own. */
  private async here(args: readonly string[]): Promise<Ended> {
    const { code, output } = await runHere(args, { cwd: this.workspace, env: this.env });
    return { code, signal: null, output };
  }

  /** Runs a command that has to succeed. */
  async ok(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`millrace ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  async withTasks(...ids: string[]): Promise<this> {
    await this.ok('init');
    for (const id of ids) writeFileSync(this.file(`tasks/queue/${id}.md`), taskText(id));
    return this;
  }

  /** Absolute path of a file under `millrace-agents/`. */
  file(relative: string): string {
    return path.join(this.workspace, 'millrace-agents', relative);
  }

  names(folder: string): string[] {
    return readdirSync(this.file(folder)).sort();
  }

  events(type?: string): LoggedEvent[] {
    let text = '';
    try {
      text = readFileSync(this.file('logs/runtime_events.jsonl'), 'utf8');
    } catch {
      return [];
    }
    const events = text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as LoggedEvent);
    return events.filter((event) => type === undefined || event.event_type === type);
  }

  /** `node item OUTCOME` of every finished stage, in order. */
  stages(): string[] {
    return this.events('stage_completed').map(
      ({ data }) => `${String(data['node_id'])} ${String(data['work_item'])} ${String(data['terminal_result'])}`,
    );
  }

  /** Folder of this workspace's own state. */
  stateDir(): string {
    const identity = JSON.parse(readFileSync(this.file('workspace.json'), 'utf8')) as { id: string };
    return path.join(this.stateHome, identity.id);
  }

  close(): void {
    for (const child of this.children) child.kill('SIGKILL');
    removeWhole(path.dirname(this.workspace));
  }
}

/** An agent that was left may write into its folder while that goes: then it is looked through anew. */
function removeWhole(folder: string, tries = 5): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (tries <= 1) throw error;
    removeWhole(folder, tries - 1);
  }
}

/** Waits until the condition holds; fails, and says what for, a little before the test would. */
export async function until<T>(look: () => T | undefined | null | false, what: string): Promise<T> {
  for (const end = Date.now() + 0.9 * HANG_MS; Date.now() < end;) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came: ${what}`);
}
