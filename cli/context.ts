// What every command knows of its surroundings: which workspace, who asks, and how to speak.
import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { COMMAND_ID } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { CliError, misused } from './errors.js';
import { EXIT, type ExitCode } from './exit.js';
import { inert } from './render/inert.js';
import { isTerminal, putLine } from './output.js';
import { assertWritten, realFolder, workingFolder } from './whereabouts.js';
import { type Paint, paintFor } from './render/paint.js';
import type { Effect } from './tree/effects.js';

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  workspace?: string;
  json?: boolean;
  debug?: boolean;
  as?: string;
  key?: string;
  commandId?: string;
}

export interface Context {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** `--workspace`, else `MILLRACE_WORKSPACE`; null = look upward from `cwd`. */
  given: string | null;
  json: boolean;
  /** Name of who asks, for the audit. */
  issuer: string;
  /** What a decision is signed by, and who was named with `--as`, as it was said; null = whoever runs this. */
  identity: { key: string | null; as: string | null };
  /** Id of the next command that is sent: a repeat under the same id is harmless. */
  commandId: () => string;
  paint: Paint;
  /** What was called. */
  asked: Asked;
  /** Say what would happen, and change nothing. */
  dryRun: boolean;
  /** A line for people while the command works; under `--json` stdout is kept for the answer. */
  say(line: string): void;
  /** A remark on stderr. */
  note(line: string): void;
}

/** `path`: of the command, as `queue cancel`. */
export interface Asked {
  path: string;
  effect: Effect;
}

/** What a command answers: one model, shown as text or as JSON. */
export interface Result {
  data: unknown;
  lines: string[];
  /** Default 0. */
  exit?: ExitCode;
  /** It told its answer itself, line by line as it came. */
  said?: true;
  /** Takes the lines where they cannot be written; then the exit code stays as it is. */
  keep?(lines: readonly string[]): void;
}

export function createContext(
  options: GlobalOptions,
  asked: Asked = { path: '', effect: 'looks' },
  dryRun = false,
): Context {
  const { env } = process;
  const json = options.json === true;
  const given = options.workspace ?? (env['MILLRACE_WORKSPACE'] || null);
  if (given !== null) assertWritten(given, options.workspace === undefined ? 'MILLRACE_WORKSPACE' : '--workspace');
  const named = options.as === undefined ? null : issuerOf(options.as);
  return {
    cwd: workingFolder(),
    env,
    given,
    json,
    // The system is asked for its users where somebody has to be named: commands that look name nobody.
    get issuer() {
      return named ?? osUser();
    },
    identity: { key: options.key ?? null, as: options.as ?? null },
    commandId: commandIds(options.commandId),
    asked,
    dryRun,
    paint: paintFor(isTerminal('stdout'), env),
    say: (line) => putLine(json ? 'stderr' : 'stdout', line),
    note: (line) => putLine('stderr', line),
  };
}

function issuerOf(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 120 && inert(trimmed) === trimmed) return trimmed;
  throw misused('--as needs a name of 1 to 120 printable characters.', 'For example: --as alice');
}

/** New ones; else the one that was given, and made of it those of further commands. */
function commandIds(given: string | undefined): () => string {
  if (given === undefined) return randomUUID;
  if (!COMMAND_ID.test(given))
    throw misused(
      '--command-id needs 8 to 100 letters, digits, ".", "_" or "-", and a letter or digit first.',
      'For example: --command-id "$(uuidgen)"',
    );
  let sent = 0;
  return () => {
    sent += 1;
    return sent === 1 ? given : `${given}.${sent}`;
  };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** Absolute path of the workspace, links resolved. Exit 3 when there is none. */
export function findWorkspace(context: Context): string {
  if (context.given !== null) {
    const folder = resolve(context.cwd, context.given);
    if (isWorkspace(folder)) return realFolder(folder);
    throw noWorkspace(`${folder} is not a workspace`);
  }
  for (let folder = context.cwd; ; folder = dirname(folder)) {
    if (isWorkspace(folder)) return realFolder(folder);
    if (folder === dirname(folder)) throw noWorkspace(`${context.cwd} is in no workspace`);
  }
}

/** The same; null where none was named and there is none around. */
export function workspaceAround(context: Context): string | null {
  try {
    return findWorkspace(context);
  } catch (thrown) {
    if (context.given === null && thrown instanceof CliError && thrown.exit === EXIT.noWorkspace) return null;
    throw thrown;
  }
}

/**
 * The workspace and its id. For commands that change something what names it is put right first; one that only looks writes nothing in a folder
 * that somebody may just have put away. Exit 3 when it has none, 5 when it is a copy.
 */
export async function identify(context: Context): Promise<{ dir: string; id: string }> {
  const dir = findWorkspace(context);
  const [{ makePlace, seenIdentity, settledIdentity }, { stateHome }] = await Promise.all([
    import('../worker/folder.js'),
    import('../worker/state-home.js'),
  ]);
  const home = stateHome(context.env);
  const looks = context.dryRun || context.asked.effect === 'looks';
  const identity = looks ? seenIdentity(home, dir) : await settledIdentity(home, dir);
  if (identity !== null) {
    if (!context.dryRun) makePlace(join(home, identity.id), context.note);
    return { dir, id: identity.id };
  }
  throw noWorkspace(`${join(dir, RUNTIME_DIR, runtimePaths.identity)} is missing or holds no workspace id`);
}

export function isWorkspace(folder: string): boolean {
  const home = join(folder, RUNTIME_DIR);
  if (!isThere(home, 'isDirectory')) return false;
  return [runtimePaths.identity, runtimePaths.config].some((name) => isThere(join(home, name), 'isFile'));
}

/** Links do not count: they could lead out of the workspace. */
function isThere(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  try {
    return lstatSync(path)[kind]();
  } catch {
    return false;
  }
}

function noWorkspace(what: string): CliError {
  const message = `${what}: run \`millrace init\` there first, or name another one with --workspace.`;
  return new CliError({ exit: EXIT.noWorkspace, code: 'no_workspace', message });
}

/** `--key` for a command that this one starts; empty where none was said. */
export const keyWords = ({ cwd, identity: { key } }: Context): string[] =>
  key === null ? [] : ['--key', resolve(cwd, key)];
