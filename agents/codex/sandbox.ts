// Whether Codex's sandbox works on this machine: Codex runs `true` in it. No login, no network and no model is needed.
import { execFile } from 'node:child_process';
import { allowedEnv } from '../environment.js';
import { type Around, ownEnv } from './surroundings.js';

const LIMIT_MS = 10_000;
/** For so long a sandbox that worked is believed to work: a look takes 0.2 s, and stages may follow each other quickly. */
const TRUSTED_MS = 10 * 60_000;
const workedAt = new Map<string, number>();

/** As `sandboxComplaint`, but asks again only some time after the last good answer. For the start of a stage. */
export async function recentComplaint(context: Around, program: string): Promise<string | null> {
  const key = JSON.stringify([program, context.workspaceDir, context.config.codex.extraConfig]);
  if (Date.now() - (workedAt.get(key) ?? -Infinity) < TRUSTED_MS) return null;
  const complaint = await sandboxComplaint(context, program);
  if (complaint === null) workedAt.set(key, Date.now());
  return complaint;
}

/**
 * What the sandbox (bubblewrap) says when it cannot work; null when it works, and when Codex fails for any other reason:
 * a stage will say that one better. `program`: Codex, absolute.
 */
export function sandboxComplaint(context: Around, program: string): Promise<string | null> {
  const { extraConfig } = context.config.codex;
  // Named, because without it a user's `danger-full-access` would be tried, which is no sandbox.
  const config = [...extraConfig, 'sandbox_mode="workspace-write"'].flatMap((item) => ['-c', item]);
  const env = { ...allowedEnv(context.env), ...ownEnv(context) };
  const options = { cwd: context.workspaceDir, env, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    execFile(program, ['sandbox', ...config, '--', 'true'], options, (error, _stdout, stderr) => {
      resolve(error === null ? null : (COMPLAINT.exec(stderr)?.[0] ?? null));
    });
  });
}

const COMPLAINT = /^.*\b(?:bwrap|bubblewrap)\b.*$/im;
