// One temporary workspace of one side, with an agent that stands in for Codex, and for ours a server and a state home of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readText } from '../agents/files.js';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { shareBinary } from './share-binary.js';
import { type AgentRun, parseAgentLog } from './agents.js';
import type { Side } from './side.js';
import { taskText } from './task.js';

export interface Ended {
  code: number | null;
  output: string;
}

export interface Started {
  child: ChildProcess;
  /** Milliseconds since 1970, just before the process was made. */
  at: number;
  ended: Promise<Ended>;
}

export interface Room {
  side: Side;
  workspace: string;
  stateHome: string;
  env: NodeJS.ProcessEnv;
  start(...args: string[]): Started;
  /** Another program, which is ended with the room. `folder`: where it is started; default the workspace. */
  startOther(argv: readonly string[], folder?: string): Started;
  /** Output of a command that has to succeed. */
  ok(...args: string[]): Promise<string>;
  /** Absolute path of a file under `millrace-agents/`. */
  file(relative: string): string;
  /** Puts task files into the queue folder. `createdAt`: ISO 8601, what the order of claims goes by. `folder`: default the workspace. */
  queue(ids: readonly string[], createdAt: string, folder?: string): void;
  /** Puts task files among those that are done. */
  finish(ids: readonly string[], createdAt: string): void;
  agents(): AgentRun[];
  /** Absolute path of the agent that stands in for Codex. */
  agent: string;
  /** Agents of the stage work until they are released. */
  hold(stage: string): void;
  release(): void;
  /** Each agent that starts from now on works so many seconds, and a Builder leaves a file. */
  works(seconds: number): void;
  /** Ends what runs here and removes everything. */
  close(): Promise<void>;
}

const open = new Set<Room>();
let leaving = false;

/** After an interrupt: no further room is opened. */
export const closeRooms = async (): Promise<void> => {
  leaving = true;
  await Promise.all([...open].map((room) => room.close()));
};

/** With `init` done. */
export async function openRoom(side: Side): Promise<Room> {
  if (leaving) throw new Error('interrupted');
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-figures-')));
  const room = furnish(side, root);
  open.add(room);
  mkdirSync(room.workspace);
  execFileSync('git', ['init', '-q', room.workspace]);
  mkdirSync(path.join(root, 'bin'));
  copyFileSync(fileURLToPath(new URL('./agent.sh', import.meta.url)), room.agent);
  await shareBinary(room.stateHome);
  await room.ok('init');
  return room;
}

function furnish(side: Side, root: string): Room {
  const workspace = path.join(root, 'workspace');
  const bin = path.join(root, 'bin');
  const home = path.join(root, 'state');
  const env = environment({ PATH: `${bin}:${process.env['PATH'] ?? ''}`, CODEX_HOME: bin, MILLRACE_STATE_HOME: home });
  const agent = path.join(bin, 'codex');
  const running = new Set<Started>();
  const file = (relative: string): string => path.join(workspace, RUNTIME_DIR, relative);
  const startOther = (argv: readonly string[], folder = workspace): Started => {
    const started = startProcess(argv, folder, env);
    running.add(started);
    const forget = (): boolean => running.delete(started);
    void started.ended.then(forget, forget);
    return started;
  };
  const start = (...args: string[]): Started => startOther([...side.argv, ...args]);
  const release = (): void => {
    for (const name of readdirSync(bin)) if (name.startsWith('hold-')) rmSync(path.join(bin, name));
  };
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    release();
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.allSettled([...running].map((one) => one.ended));
    if (side.kind === 'ours') await start('server', 'stop', '--force').ended;
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    open.delete(room);
  };
  const room: Room = {
    ...{ side, workspace, stateHome: home, env, start, startOther, file, release, agent },
    ok: async (...args) => succeeded(args, await start(...args).ended),
    queue: (ids, createdAt, folder = workspace) =>
      putTasks(path.join(folder, RUNTIME_DIR, 'tasks/queue'), ids, createdAt),
    finish: (ids, createdAt) => putTasks(file('tasks/done'), ids, createdAt),
    agents: () => parseAgentLog(readText(path.join(bin, 'agents.log')) ?? ''),
    works: (seconds) => writeFileSync(path.join(bin, 'works'), String(seconds)),
    hold: (stage) => writeFileSync(path.join(bin, `hold-${stage}`), ''),
    // An interrupt may come while a figure closes its room.
    close: () => (closing ??= close()),
  };
  return room;
}

function putTasks(folder: string, ids: readonly string[], createdAt: string): void {
  for (const id of ids) writeFileSync(path.join(folder, `${id}.md`), taskText(id, createdAt));
}

/** Without what would lead a command to the user's own workspace or server. */
function environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:TEMPORAL_|MILLRACE_|GIT_)/.test(name));
  return { ...Object.fromEntries(kept), ...more };
}

function startProcess(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Started {
  const [program = '', ...args] = argv;
  const at = performance.timeOrigin + performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(pieces).toString() }));
  });
  return { child, at, ended };
}

function succeeded(args: string[], { code, output }: Ended): string {
  if (code === 0) return output;
  throw new Error(`\`millrace ${args.join(' ')}\` ended with ${code}:\n${output}`);
}

/** Process id of the room's embedded server. */
export function serverPid(room: Room): number {
  const record = JSON.parse(readFileSync(path.join(room.stateHome, 'server', 'server.json'), 'utf8')) as {
    pid: number;
  };
  return record.pid;
}

/** Tasks that are finished. */
export const tasksDone = (room: Room): number => readdirSync(room.file('tasks/done')).length;
