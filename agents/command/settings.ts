// What can be set of a program that nobody here knows, and what of it is told to whom. Pure: core reads it.
import { z } from 'zod';
import { failuresOf } from '../../core/contracts/failure-lists.js';
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import { env, sandbox, seconds, text } from '../../core/plan/sources/config/values.js';
import { permission, PERMISSIONS } from '../../core/plan/sources/config/permissions.js';
import type { ProgramTable, RunnerKind } from '../../core/plan/runner-kind.js';
import type { Given } from '../given.js';

/** What such a runner is called: `command.NAME`. */
export const COMMAND = 'command';

/** What the runtime alone finds out. */
const OURS: readonly RunnerFailureClass[] = [
  'runner_broken',
  'runner_lost',
  'work_tree_busy',
  'disk_full',
  'disk_unusable',
];

const NAMED = [...failuresOf('environment'), ...failuresOf('runner')].filter((one) => !OURS.includes(one));

/** A failure that a program can name, by an exit code or in a line. */
export const namedFailure = z.enum(NAMED as [RunnerFailureClass, ...RunnerFailureClass[]]);

const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'is no name of a variable');

/** A dot parts the name from the word `command`, and nothing else in it means anything to a shell, a path or TOML. */
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'the name of a command has a-z, 0-9, _ and -, 40 at most');

const entry = z
  .strictObject({
    argv: z
      .tuple([text], text)
      .describe('Program and arguments, without a shell; {model}, {effort} and other words in braces are filled in.'),
    prompt: z
      .enum(['stdin', 'file', 'argument'])
      .default('stdin')
      .describe(
        'How it gets its prompt: on stdin, as the path of a file, or as an argument that every process can see.',
      ),
    dialect: z
      .enum(['millrace', 'claude', 'codex', 'text'])
      .default('text')
      .describe('What its output means: lines of JSON of one kind, or a text that is its last message.'),
    permissions: z
      .array(permission)
      .optional()
      .describe(
        'Permissions that it keeps to by itself. Without it: maximum alone, and all of them behind walls (`sandbox`).',
      ),
    exit_codes: z
      .record(z.string().regex(/^(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/, 'is no exit code: 1 to 255'), namedFailure)
      .default({})
      .describe('Failure class by exit code, where its output names none.'),
    pass_env: z
      .array(variable)
      .default([])
      .describe("Variables of the worker's environment that it gets besides the allow-listed ones."),
    linger: seconds()
      .min(0)
      .default(30)
      .describe('Seconds that it may go on after it said that its work is over; then it is ended, and has succeeded.'),
    sandbox,
    env,
  })
  .describe('One of them.');

export type CommandConfig = Given<z.infer<typeof entry>>;

export const commandKind = {
  name: COMMAND,
  online: true,
  logins: [],
  family: {
    table: COMMAND,
    schema: z.record(name, entry).default({}).describe('Any program as a runner, by name: runner `command.NAME`.'),
    entry,
    secrets: ['env'],
    files: ['argv', 'env'],
    byStage: [],
    permits: ({ permissions, sandbox: walls }: ProgramTable) =>
      permissions ?? (walls === 'bubblewrap' ? PERMISSIONS : ['maximum']),
  },
} as const satisfies RunnerKind;
