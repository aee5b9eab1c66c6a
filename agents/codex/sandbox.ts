// Whether Codex's sandbox works on this machine: Codex runs `true` in it. No login, no network and no model is needed.
import { execFile } from 'node:child_process';
import type { Permission } from '../../core/contracts/plan.js';
import { allowedEnv } from '../environment.js';
import { type Around, ownEnv } from './surroundings.js';

const LIMIT_MS = 10_000;
/** For so long a sandbox that worked is believed to work: a look takes 0.2 s, and stages may follow each other quickly. */
const TRUSTED_MS = 10 * 60_000;
const workedAt = new Map<string, number>();

/** As `sandboxComplaint`, but asks again only some time after the last good answer. For the start of a stage. */
export async function recentComplaint(
  context: Around,
  program: string,
  walls: { permission: Permission; sandbox: readonly string[] },
): Promise<string | null> {
  const { permission, sandbox } = walls;
  const key = JSON.stringify([program, context.workspaceDir, context.config.codex.extraConfig, permission]);
  if (Date.now() - (workedAt.get(key) ?? -Infinity) < TRUSTED_MS) return null;
  const complaint = await sandboxComplaint(context, program, sandbox);
  if (complaint === null) workedAt.set(key, Date.now());
  return complaint;
}

/**
 * What the sandbox (bubblewrap) says when it cannot work; null when it works, and when Codex fails for any other reason:
 * a stage will say that one better. `program`: Codex, absolute. `sandbox`: arguments that say which walls are meant.
 */
export async function sandboxComplaint(
  context: Around,
  program: string,
  sandbox: readonly string[],
): Promise<string | null> {
  const { error, stderr } = await inSandbox(context, program, sandbox, ['true']);
  return error === null ? null : (COMPLAINT.exec(stderr)?.[0] ?? null);
}

export interface SandboxRan {
  error: Error | null;
  stdout: string;
  stderr: string;
}

/** Runs a command as those of a stage run. */
export function inSandbox(
  context: Around,
  program: string,
  sandbox: readonly string[],
  command: readonly string[],
): Promise<SandboxRan> {
  const config = context.config.codex.extraConfig.flatMap((item) => ['-c', item]);
  const env = { ...allowedEnv(context.env), ...ownEnv(context) };
  const options = { cwd: context.workspaceDir, env, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['sandbox', ...config, ...sandbox, '--', ...command],
      options,
      (error, stdout, stderr) => resolve({ error, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

const COMPLAINT = /^.*\b(?:bwrap|bubblewrap)\b.*$/im;
