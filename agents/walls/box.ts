// Puts the agent of any runner into bubblewrap, where its table says so. The one place where a command is wrapped.
import { execFile } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, sep } from 'node:path';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { kindOfRunner } from '../../core/plan/sources/config/runners.js';
import { type AgentLaunch, LaunchRefused, type RunContext } from '../adapter.js';
import { bundledBubblewrap } from '../codex/bundled.js';
import { allowedEnv } from '../environment.js';
import { findProgram } from '../program.js';
import { isBoxed } from '../runner-config.js';
import { commandOf } from './bubblewrap.js';
import { type BoxedRun, layoutOf, type BoxPlace } from './layout.js';
import { mountsOf } from './mounts.js';

/** The part of a run's context by which bubblewrap is found. */
export type BoxContext = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

const LIMIT_MS = 10_000;
/** What temporary folders are called in there. */
export const TEMPORARY_INSIDE = '/tmp';

export const NO_BUBBLEWRAP =
  'Install it (the package `bubblewrap` of most systems, or Codex from npm, which carries one), allow user namespaces, or choose the ' +
  'permission `maximum` where the machine itself is the sandbox.';

/**
 * Absolute path of `bwrap`: in a folder of the worker's PATH, or the one of Codex's package; never one in the workspace, which
 * agents write. Null where there is none.
 */
export function findBubblewrap(context: BoxContext): string | null {
  const { env, workspaceDir } = context;
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const found = [
    findProgram('bwrap', folders.filter(outside(workspaceDir)).join(delimiter), workspaceDir),
    bundledBubblewrap(context),
  ];
  return found.find((one) => one !== null && outside(workspaceDir)(dirname(one))) ?? null;
}

const outside =
  (workspaceDir: string) =>
  (folder: string): boolean =>
    [folder, real(folder)].every((one) => !`${one}${sep}`.startsWith(real(workspaceDir) + sep));

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The same launch where its runner, or its permission, wants no walls of ours. `launch.env`: all of it. Throws `LaunchRefused`. */
export async function boxed(
  launch: AgentLaunch,
  request: StageRunRequest,
  context: RunContext,
  runner: string,
): Promise<AgentLaunch> {
  const { permission } = request;
  if (permission === 'maximum' || !isBoxed(context.config, runner)) return launch;
  const asked = { ...request, permission };
  const program = findBubblewrap(context);
  if (program === null) throw refused('there is no program bwrap outside of the workspace');
  mkdirSync(context.tmpDir, { recursive: true, mode: 0o700 });
  const before = commandBehind(asked, context, { ...launch, online: isOnline(runner) }, program);
  const complaint = (await run([...before, 'true'], launch.env)).complaint;
  if (complaint !== null) throw refused(complaint);
  const env = permission === 'elevated' ? launch.env : { ...launch.env, TMPDIR: TEMPORARY_INSIDE };
  return { ...launch, env, argv: [...before, ...launch.argv] };
}

const refused = (why: string): LaunchRefused =>
  new LaunchRefused(
    'sandbox_unavailable',
    `bubblewrap, the sandbox of this runner, does not work here: ${why}. ${NO_BUBBLEWRAP}`,
  );

/** Whether the network stays open behind the walls, because the runner's own program asks its model. */
export const isOnline = (runner: string): boolean => kindOfRunner(runner)?.online === true;

/** What stands before a command that runs as one of the stage. */
export function commandBehind(
  asked: BoxedRun,
  place: BoxPlace,
  launch: Pick<AgentLaunch, 'argv' | 'env' | 'needs'> & { online: boolean },
  program: string,
): string[] {
  const layout = layoutOf(asked, place, launch);
  const anywhere = asked.permission === 'elevated';
  const network = anywhere || launch.online || (asked.permission === 'basic' && layout.ground.network);
  const { tmpDir } = place;
  return commandOf({ program, mounts: mountsOf(layout), tmpDir, cwd: layout.ground.treeDir, anywhere, network });
}

/** Whether bubblewrap works here at all: what it says when it does not. */
export async function complaintOf({ env }: Pick<BoxContext, 'env'>, program: string): Promise<string | null> {
  const before = commandOf({ program, mounts: [], tmpDir: '/', cwd: '/', anywhere: false, network: false });
  return (await run([...before, 'true'], allowedEnv(env))).complaint;
}

/** Whether it is there and works. */
export async function boxWorks(context: BoxContext): Promise<boolean> {
  const program = findBubblewrap(context);
  return program !== null && (await complaintOf(context, program)) === null;
}

export interface Printed {
  stdout: string;
  /** Null when it ended well. */
  complaint: string | null;
}

export function run([program = '', ...args]: readonly string[], env: Record<string, string>): Promise<Printed> {
  const options = { cwd: '/', env, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const said = stderr.trim().split('\n').at(-1) || error?.message.split('\n')[0] || '';
      resolve({ stdout, complaint: error === null ? null : said });
    });
    child.stdin?.end();
  });
}
