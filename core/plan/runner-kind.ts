// What configuration, compiler and ground know of a runner. Data alone: each runner says it in `settings.ts` of its own folder.
import type { z } from 'zod';

export type RunnerKind = Described & (Walled | Bare);

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
  /** Absent: nothing can be set of it. */
  readonly settings?: RunnerSettings;
}

/** Nothing of its own keeps its agents from what their permission forbids; walls of ours can be put around them. */
interface Bare {
  readonly bare: true;
  readonly settings: RunnerSettings<ProgramTable & { sandbox: Sandbox }>;
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
  /** A name on PATH, or a path; absent: the program is no choice. */
  command?: string;
  /** Variables that the agent gets besides the allow-listed ones. */
  env?: Record<string, string>;
  /** Absent: walls of ours are not for this runner. */
  sandbox?: Sandbox;
}

/** Walls of ours around a runner. */
export type Sandbox = 'none' | 'bubblewrap';

/** Table of `[runners]` in which the permissions of all stages stand, whatever their runner. */
export const PERMISSIONS_TABLE = 'codex';
