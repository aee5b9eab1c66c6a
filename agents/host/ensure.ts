// Makes sure that a request has its one host: takes what is there, starts what is not. Callers may race and may crash.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AgentLaunch } from '../adapter.js';
import { LaunchRefused } from '../adapter.js';
import { refusalAt, roomAt } from '../../disk/room.js';
import { refusedBy } from '../room.js';
import { marksOf } from '../environment.js';
import { closeForker, forkerPid, type Start, startByForker } from './forker.js';
import type { Journal } from './journal.js';
import { isThere, look, recordLost, removed } from './journal.js';
import { subreaper } from './subreaper.js';
import { sweep } from './sweep.js';
import { sweepTarget } from './target.js';
import { noteLaunch } from './younger.js';

/** Hosts that may die before they start their agent, until the request is refused. */
const TRIES = 5;
/** How long a host that the forker was told to start may take to its claim, until it is started without. */
const FORKED_MS = 3000;
const HOST_DIES = 'The agent host ends before it starts its agent. Check that sh, ln, flock and setsid work.';

/** A host takes the room that its end needs before it starts anything, and ends where it gets none. */
function hostDies({ dir }: Journal): LaunchRefused {
  const code = refusalAt(dir) ?? roomAt(dir, 0).lack;
  return code === null ? new LaunchRefused('runner_misconfigured', HOST_DIES) : refusedBy(code, dir);
}

export interface HostSpec {
  journal: Journal;
  /** Where the agent runs; also what the lease is taken on. */
  treeDir: string;
  stdoutFile: string;
  stderrFile: string;
  /** A foreground agent holds the work tree alone. */
  foreground: boolean;
  /** Called only when a host has to be started. `env` is the agent's whole environment, but for the mark. */
  launch: () => Promise<AgentLaunch>;
  beat: () => void;
}

/** `done`: the result is there; `attached`: a host is at work; `started`: by this call; `lost`: its host was killed. */
export type Ensured = 'done' | 'attached' | 'started' | 'lost';

/** Throws `LaunchRefused` when no host can be started; another error when the journal is removed meanwhile: an agent may be at work then. */
export async function ensureHost(spec: HostSpec): Promise<Ensured> {
  let launch: AgentLaunch | null = null;
  for (let tries = 0; ; tries += 1) {
    const current = look(spec.journal);
    if (current.state === 'orphaned') return declareLost(spec.journal, spec.beat);
    if (current.state === 'done') return launch === null ? 'done' : 'started';
    if (current.state === 'running') return launch === null ? 'attached' : 'started';
    if (launch !== null && !isThere(spec.journal)) throw removed(spec.journal);
    if (tries === TRIES) throw hostDies(spec.journal);
    launch ??= await spec.launch();
    noteLaunch(spec.journal.requestId);
    await startHost(spec, launch, current.slot);
  }
}

/** The host is dead: ends what it left, and leaves `lost`. Never starts it again: the engine decides that. */
export async function declareLost(journal: Journal, beat: () => void): Promise<'lost'> {
  await sweep(sweepTarget(journal, 'everything'), beat);
  recordLost(journal);
  return 'lost';
}

/** Resolves when the host claimed the request, or ended: because another one claimed it first, or because it died. */
async function startHost(spec: HostSpec, launch: AgentLaunch, slot: string): Promise<void> {
  const argv = hostArguments(spec, launch, slot);
  const env = { ...launch.env, ...marksOf(spec.journal.requestId) };
  if (await startedByForker(spec.journal, slot, { cwd: spec.treeDir, env, argv })) return;
  const [program = 'sh', ...rest] = argv;
  const child = spawn(program, rest, { cwd: spec.treeDir, env, detached: true, stdio: 'ignore' });
  child.unref();
  let ended = false;
  child.on('exit', () => (ended = true));
  const failure = new Promise<never>((_resolve, reject) => {
    child.on('error', (error) => {
      ended = true;
      reject(cannotStart(error));
    });
  });
  await Promise.race([failure, claimed(spec.journal, () => ended)]);
}

/**
 * True when a host came to its claim. Else it is started anew without the forker, which can say why none comes. Should both come, one gets the
 * claim. A forker that died is replaced at the next start; one that lives and does nothing is given up.
 */
async function startedByForker(journal: Journal, slot: string, start: Start): Promise<boolean> {
  if (!startByForker(start)) return false;
  const latest = Date.now() + FORKED_MS;
  const isOver = (): boolean => existsSync(slot) || forkerPid() === null || Date.now() > latest;
  await claimed(journal, isOver);
  if (existsSync(slot) || !isThere(journal) || look(journal).state !== 'free') return true;
  if (forkerPid() !== null) closeForker();
  return false;
}

const cannotStart = (error: Error): LaunchRefused =>
  new LaunchRefused('runner_misconfigured', `The agent host cannot be started: ${error.message}.`);

function hostArguments(spec: HostSpec, launch: AgentLaunch, slot: string): string[] {
  const { journal, stdoutFile, stderrFile } = spec;
  const files = [slot, journal.dir, journal.done, randomUUID(), launch.stdin ?? '/dev/null', stdoutFile, stderrFile];
  return [...hostProgram(), ...files, spec.foreground ? 'foreground' : 'beside', ...launch.argv];
}

/** The one program that is both, or the script where no compiler was. */
function hostProgram(): string[] {
  const program = subreaper();
  return program.length === 0 ? ['sh', fileURLToPath(new URL('./host.sh', import.meta.url))] : [...program, '--host'];
}

async function claimed(journal: Journal, ended: () => boolean): Promise<void> {
  while (!ended() && isThere(journal) && look(journal).state === 'free')
    await new Promise((resolve) => setTimeout(resolve, 1));
}
