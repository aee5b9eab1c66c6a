// What Codex is given of the worker's surroundings: its variables, its home, its program.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RunContext } from '../adapter.js';
import { picked } from '../environment.js';
import { notFoundText } from '../program.js';
import { findCodex } from './binary.js';

/** The part of a run's context that Codex's own surroundings depend on. */
export type Around = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

/** Variables of the worker that Codex itself needs; anything else is `[runners.codex.env]`. */
const OWN_VARIABLES = ['CODEX_HOME', 'OPENAI_API_KEY', 'CODEX_API_KEY'];

/** Beside those that every agent gets. */
export const ownEnv = ({ env, config }: Around): Record<string, string> => ({
  ...picked(env, OWN_VARIABLES),
  ...config.codex.env,
});

/** Folder of the user's login and configuration; it need not exist. */
export function codexHome(context: Around): string {
  const own = ownEnv(context);
  return own['CODEX_HOME'] ?? join(own['HOME'] ?? context.env['HOME'] ?? homedir(), '.codex');
}

/** Absolute path; null when Codex is not installed. */
export function codexProgram(context: Around): string | null {
  const { config, env, workspaceDir } = context;
  return findCodex(config.codex.command, ownEnv(context)['PATH'] ?? env['PATH'] ?? '', workspaceDir);
}

/** That Codex is not installed, and what to do. */
export function noProgram({ config }: Around): string {
  const { command } = config.codex;
  const remedy = 'Install it (npm install -g @openai/codex), or set `command` in [runners.codex] of millrace.toml.';
  return `Codex was not found: ${notFoundText(command)}. ${remedy}`;
}
