// What a program is given of the worker's surroundings, and where it is looked for.
import { own } from '../../core/own.js';
import type { RunContext } from '../adapter.js';
import { picked } from '../environment.js';
import { notFoundText } from '../program.js';
import { COMMAND, type CommandConfig } from './settings.js';

type Around = Pick<RunContext, 'config' | 'env'>;

/** Null where the configuration has no such table any more. */
export const tableOf = (member: string, { config }: Pick<RunContext, 'config'>): CommandConfig | null =>
  own(config[COMMAND], member) ?? null;

/** Beside those that every agent gets: the named ones of the worker, and what the table itself says, which wins. */
export const ownEnv = ({ passEnv, env }: CommandConfig, around: Pick<RunContext, 'env'>): Record<string, string> => ({
  ...picked(around.env, passEnv),
  ...env,
});

export const pathOf = (table: CommandConfig, around: Around): string =>
  ownEnv(table, around)['PATH'] ?? around.env['PATH'] ?? '';

export const noTable = (member: string): string =>
  `There is no [runners.${COMMAND}.${member}] in millrace.toml any more. Put it back, or bind the stage to another runner.`;

export const noProgram = (runner: string, { argv }: CommandConfig): string =>
  `The program of ${runner} was not found: ${notFoundText(argv[0])}. Install it, or correct argv in [runners.${runner}] of millrace.toml.`;
