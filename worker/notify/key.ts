// The key that signs messages: from a file that only its user reads, or from a variable. Never from the configuration, which agents read.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { own } from '../../core/own.js';
import { bytesOf, withPlain } from '../../disk/read.js';
import { Undelivered } from './undelivered.js';

const LONGEST = 4096;
/** Bytes: with fewer a signature proves little. */
const SHORTEST = 16;
const OTHERS = 0o077;

/** Null where the rule names none. Throws `Undelivered` where the one that it names cannot be used. */
export function keyOf(
  { key_file: file, key_env: variable }: NotifyRule,
  workspace: string,
  env: NodeJS.ProcessEnv,
): string | null {
  if (variable !== undefined) return longEnough(own(env, variable)?.trim() ?? '', `the variable ${variable}`);
  return file === undefined ? null : keyIn(file, workspace, env);
}

function keyIn(name: string, workspace: string, env: NodeJS.ProcessEnv): string {
  const file = name.startsWith('~/') ? path.join(env['HOME'] || homedir(), name.slice(2)) : name;
  const text = readPrivate(file, workspace);
  if (text === null)
    throw new Undelivered(`the key file ${name} is not there, or is no regular file of at most ${LONGEST} bytes`);
  return longEnough(text.trim(), `the key file ${name}`);
}

/** A link counts as what it leads to. */
function readPrivate(file: string, workspace: string): string | null {
  const real = realOrNull(file);
  if (real === null) return null;
  if (real.startsWith(`${realpathSync(workspace)}${path.sep}`))
    throw new Undelivered(`the key file ${file} lies in the workspace, where agents read it: move it away`);
  return withPlain(real, (descriptor, { size, mode }) => {
    if (mode & OTHERS) throw new Undelivered(`the key file ${file} is open to other users: \`chmod 600\` it`);
    return size > LONGEST ? null : bytesOf(descriptor, size).toString('utf8');
  });
}

function realOrNull(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

function longEnough(key: string, where: string): string {
  if (key.length >= SHORTEST) return key;
  throw new Undelivered(`${where} has no key of at least ${SHORTEST} characters`);
}
