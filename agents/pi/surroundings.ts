// What Pi is given of the worker's surroundings: its variables, the user's login, its program.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import type { RunContext } from '../adapter.js';
import { picked } from '../environment.js';
import { readText } from '../files.js';
import { findProgram, notFoundText } from '../program.js';
import { fields, text } from '../fields.js';
import { keyVariables } from './keys.js';
import { own } from '../../core/own.js';

/** The part of a run's context that Pi's own surroundings depend on. */
export type Around = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

/** Variable by which Pi finds its folder. */
export const HOME_VARIABLE = 'PI_CODING_AGENT_DIR';

/** Folder of the user's login, models and settings; it need not exist. */
export function userFolder({ env, config }: Around): string {
  const own = config.pi.env;
  return own[HOME_VARIABLE] ?? env[HOME_VARIABLE] ?? join(own['HOME'] ?? env['HOME'] ?? homedir(), '.pi', 'agent');
}

/**
 * Who gives this model, where that is said: in our configuration, or as the user's default. Null: Pi takes the first
 * provider that has a model of this name, whether the user has a login for it or not.
 */
export function providerOf(model: string | null, around: Around): string | null {
  const { provider } = around.config.pi;
  // `openai/gpt-5.5` names its provider itself.
  if (provider !== null || model === null || model.includes('/')) return provider;
  const settings = jsonObject(readText(join(userFolder(around), 'settings.json')) ?? undefined);
  return text(settings?.['defaultProvider']) || null;
}

/** Beside those that every agent gets: keys of the provider, and what the user configured. */
export function ownEnv(provider: string | null, around: Around): Record<string, string> {
  const { env, config } = around;
  // No look-ups of Pi's own when it starts.
  return { PI_OFFLINE: '1', ...picked(env, keyVariables(provider, namedKeys(around))), ...config.pi.env };
}

/** What the user's own models say of a provider. */
export interface OwnProvider {
  baseUrl: string | null;
  /** A key, or the name of a variable that holds it. */
  apiKey: string | null;
}

/** By name; empty when there are none, or the file cannot be read. */
export function ownProviders(around: Around): Map<string, OwnProvider> {
  const models = jsonObject(readText(join(userFolder(around), 'models.json')) ?? undefined);
  return new Map(
    Object.entries(fields(models?.['providers'])).map(([name, value]) => {
      const { baseUrl, apiKey } = fields(value);
      return [name, { baseUrl: text(baseUrl) || null, apiKey: text(apiKey) || null }];
    }),
  );
}

const namedKeys = (around: Around): ReadonlyMap<string, string | null> =>
  new Map([...ownProviders(around)].map(([name, { apiKey }]) => [name, apiKey]));

/** Absolute path; null when Pi is not installed. */
export function piProgram({ config, env, workspaceDir }: Around): string | null {
  return findProgram(config.pi.command, config.pi.env['PATH'] ?? env['PATH'] ?? '', workspaceDir);
}

/** That Pi is not installed, and what to do. */
export function noProgram({ config }: Around): string {
  const remedy =
    'Install it (npm install -g @earendil-works/pi-coding-agent, which needs Node 22.19), or set `command` in [runners.pi] of millrace.toml.';
  return `Pi was not found: ${notFoundText(config.pi.command)}. ${remedy}`;
}

/** Whether there is a login, a key or a provider of the user's own. Whether it is good only the provider knows. */
export function hasLogin(around: Around): boolean {
  const env = ownEnv(null, around);
  const keys = keyVariables(null, namedKeys(around));
  return (
    existsSync(join(userFolder(around), 'auth.json')) ||
    keys.some((name) => own(env, name) !== undefined) ||
    ownProviders(around).size > 0
  );
}
