// A key goes to Claude Code through an open file and not through a variable: it hands its whole environment to the commands of its model.
import { join } from 'node:path';
import { journalFiles } from '../../core/contracts/paths.js';
import type { RunContext } from '../adapter.js';
import { writeWhole } from '../files.js';
import { givenEnv, keyOf, type Around } from './surroundings.js';

const DESCRIPTOR = '3';

/** Of each key the variable that says in which open file it is. */
const VARIABLES = {
  ANTHROPIC_API_KEY: 'CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR',
  CLAUDE_CODE_OAUTH_TOKEN: 'CLAUDE_CODE_OAUTH_TOKEN_FILE_DESCRIPTOR',
} as const;

/** The file is emptied before the program is there, and what it is given instead can be read once. */
const HAND_OVER = `key=$(cat "$0"); : >"$0"; exec ${DESCRIPTOR}<<KEY
$key
KEY
unset key; exec "$@"`;

export interface HandedKey {
  /** What stands before the command. */
  before: string[];
  env: Record<string, string>;
  /** The file that is opened; null = there is no key. */
  file: string | null;
}

/** Writes the key for the one start that follows. */
export function handedKey(context: Around & Pick<RunContext, 'journalDir'>): HandedKey {
  const found = keyOf(givenEnv(context));
  if (found === null) return { before: [], env: {}, file: null };
  const file = join(context.journalDir, journalFiles.key);
  writeWhole(file, found.key);
  return { before: ['/bin/sh', '-c', HAND_OVER, file], env: { [VARIABLES[found.name]]: DESCRIPTOR }, file };
}
