// What configuration, compiler and ground know of a runner. Data alone: each runner says it in `settings.ts` of its own folder.
import type { z } from 'zod';
import type { Permission } from '../contracts/plan.js';

export type RunnerKind = Described & (Walled | Bare | Family);

interface Described {
  /** As plans and results call it. */
  readonly name: string;
  /** Files in which it keeps a login, relative to the user's home: hidden from every stage behind walls. */
  readonly logins: readonly string[];
  /** Shipped mode in which it runs every stage; absent: it has none. */
  readonly mode?: string;
  /** Its agent itself asks the model, so that walls of ours leave the network open to all that it starts. */
  readonly online?: true;
}

interface Walled {
  readonly bare?: never;
  readonly family?: never;
  /** Absent: nothing can be set of it. */
  readonly settings?: RunnerSettings;
}

/** Nothing of its own keeps its agents from what their permission forbids; walls of ours can be put around them. */
interface Bare {
  readonly bare: true;
  readonly family?: never;
  readonly settings: RunnerSettings<ProgramTable & { sandbox: Sandbox }>;
}

/** Not one runner but any number of them, which the configuration names: `command.NAME` each. */
interface Family {
  readonly bare?: never;
  readonly settings?: never;
  readonly family: FamilySettings;
}

export interface FamilySettings extends Omit<RunnerSettings, 'schema' | 'effort'> {
  /** Of all of them, by name; gives every default. */
  readonly schema: z.ZodType<Record<string, ProgramTable>>;
  /** Of each. */
  readonly entry: z.ZodType<ProgramTable>;
  /** Permissions that one of them keeps to; a stage with another one is refused when its plan is compiled. Pure. */
  readonly permits: (table: ProgramTable) => readonly Permission[];
}

/** A table of `[runners]`. Names of settings are those in the file; one that the table may lack must be optional in the schema. */
export interface RunnerSettings<Table extends ProgramTable = ProgramTable> {
  /** `codex` of `[runners.codex]`. */
  readonly table: string;
  /** Of an object; gives every default, and each key a sentence. */
  readonly schema: z.ZodType<Table>;
  /** Settings that may hold keys, such as `env`: they are shown nowhere, are taken out of what is stored, and enter a plan as hashes. */
  readonly secrets: readonly string[];
  /** Settings that may name files of the workspace, besides `command`: an operator accepts those with their content. */
  readonly files: readonly string[];
  /** Settings that a plan holds stage by stage, and so not once more for all of them. */
  readonly byStage: readonly string[];
  /** The effort of stages to which nothing else gives one; absent: it has none, and takes any effort. */
  readonly effort?: { readonly setting: string; readonly levels: readonly string[] };
}

/** What a table may have that means the same for every runner. */
export interface ProgramTable {
  /** A name on PATH, or a path; absent: the program is no choice, or stands in `argv`. */
  command?: string | undefined;
  /** Program and arguments. */
  argv?: readonly string[] | undefined;
  /** Permissions that it says it keeps to. */
  permissions?: readonly Permission[] | undefined;
  /** Variables that the agent gets besides the allow-listed ones. */
  env?: Record<string, string>;
  /** Absent: walls of ours are not for this runner. */
  sandbox?: Sandbox;
}

/** Walls of ours around a runner. */
export type Sandbox = 'none' | 'bubblewrap';

/** Table of `[runners]` in which the permissions of all stages stand, whatever their runner. */
export const PERMISSIONS_TABLE = 'codex';

/** What is started, as it is written; undefined where that is no choice. */
export const programOf = ({ command, argv }: ProgramTable): string | undefined => command ?? argv?.[0];
