// What Claude Code is given of the worker's surroundings: its variables, the user's login, its program.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { own } from '../../core/own.js';
import { jsonObject } from '../../core/json-lines.js';
import type { RunContext } from '../adapter.js';
import { picked } from '../environment.js';
import { readText } from '../files.js';
import { notFoundText } from '../program.js';
import { findClaude } from './binary.js';

/** The part of a run's context that Claude Code's own surroundings depend on. */
export type Around = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

/** Variable by which Claude Code finds its folder. */
export const HOME_VARIABLE = 'CLAUDE_CONFIG_DIR';

/** Where it finds and renews the user's login, wherever its folder is; empty = where it is by default. */
export const LOGIN_VARIABLE = 'CLAUDE_SECURESTORAGE_CONFIG_DIR';

/** Variables of the worker that it needs; anything else is `[runners.claude_code.env]`. */
const OWN_VARIABLES = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'];

/** Variables that hold a key; the first that is set counts. */
const KEYS = ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'] as const;

/** Beside those that every agent gets: where its model is, keys, and what the user configured. */
export const givenEnv = ({ env, config }: Around): Record<string, string> => ({
  ...picked(env, OWN_VARIABLES),
  ...config.claude_code.env,
});

/** The key that counts, by the name of its variable; null = the login counts, or a provider that needs none. */
export function keyOf(given: Readonly<Record<string, string>>): { name: (typeof KEYS)[number]; key: string } | null {
  const found = KEYS.map((name) => ({ name, key: own(given, name) ?? '' }));
  return found.find(({ key }) => key !== '') ?? null;
}

/** The same variables without keys. */
export const withoutKeys = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !KEYS.some((key) => key === name)));

/** Where the user's folder is set to be; null = where it is by default. */
const setFolder = (around: Around): string | null =>
  own(around.config.claude_code.env, HOME_VARIABLE) ?? own(around.env, HOME_VARIABLE) ?? null;

/** The user's own folder; it need not exist. */
export const userFolder = (around: Around): string =>
  setFolder(around) ?? join(own(givenEnv(around), 'HOME') ?? around.env['HOME'] ?? homedir(), '.claude');

/** What `LOGIN_VARIABLE` is set to. */
export const loginPlace = (around: Around): string => own(around.env, LOGIN_VARIABLE) ?? setFolder(around) ?? '';

/** File of the user's login, where the system has no better place for it. */
export const loginFile = (around: Around): string =>
  join(loginPlace(around) || userFolder(around), '.credentials.json');

/** Of the user's settings, what it takes to log in; nothing else of them counts in a stage. */
const LOGIN_SETTINGS = ['apiKeyHelper', 'awsAuthRefresh', 'awsCredentialExport', 'gcpAuthRefresh', 'forceLoginOrgUUID'];

export function loginSettings(around: Around): Record<string, unknown> {
  const settings = jsonObject(readText(join(userFolder(around), 'settings.json')) ?? undefined) ?? {};
  return Object.fromEntries(Object.entries(settings).filter(([name]) => LOGIN_SETTINGS.includes(name)));
}

/** It asks another service than Anthropic's, or one before it. */
export const hasOwnProvider = (given: Readonly<Record<string, string>>): boolean =>
  Object.keys(given).some((name) => /^CLAUDE_CODE_USE_/.test(name));

/** Whether there is a login or a key. Whether it is good only the provider knows. */
export function hasLogin(around: Around): boolean {
  const given = givenEnv(around);
  return (
    keyOf(given) !== null ||
    Boolean(own(given, 'ANTHROPIC_AUTH_TOKEN')) ||
    hasOwnProvider(given) ||
    existsSync(loginFile(around)) ||
    Object.keys(loginSettings(around)).length > 0
  );
}

/** Absolute path; null when Claude Code is not installed. */
export function claudeProgram(around: Around): string | null {
  const path = own(around.config.claude_code.env, 'PATH') ?? around.env['PATH'] ?? '';
  return findClaude(around.config.claude_code.command, path, around.workspaceDir);
}

/** That Claude Code is not installed, and what to do. */
export function noProgram({ config }: Around): string {
  const remedy =
    'Install it (npm install -g @anthropic-ai/claude-code), or set `command` in [runners.claude_code] of millrace.toml.';
  return `Claude Code was not found: ${notFoundText(config.claude_code.command)}. ${remedy}`;
}
