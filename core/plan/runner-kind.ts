// What configuration, compiler and ground know of a runner. Data alone: each runner says it in `settings.ts` of its own folder.
import type { z } from 'zod';

export interface RunnerKind {
  /** As plans and results call it. */
  readonly name: string;
  /** Nothing keeps its agents from what their permission forbids. */
  readonly bare?: true;
  /** Files in which it keeps a login, relative to the user's home: hidden from every stage behind walls. */
  readonly logins: readonly string[];
  /** Absent: nothing can be set of it. */
  readonly settings?: RunnerSettings;
}

/** A table of `[runners]`. Names of settings are those in the file; one that the table may lack must be optional in the schema. */
export interface RunnerSettings {
  /** `codex` of `[runners.codex]`. */
  readonly table: string;
  /** Of an object; gives every default, and each key a sentence. */
  readonly schema: z.ZodType<ProgramTable>;
  /** Settings that may hold keys, such as `env`: they are shown nowhere, are taken out of what is stored, and enter a plan as hashes. */
  readonly secrets: readonly string[];
  /** Settings that may name files of the workspace, besides `command`: an operator accepts those with their content. */
  readonly files: readonly string[];
  /** Settings that a plan holds stage by stage, and so not once more for all of them. */
  readonly byStage: readonly string[];
  /** The effort of stages to which nothing else gives one; absent: it has none, and takes any effort. */
  readonly effort?: { readonly setting: string; readonly levels: readonly string[] };
}

/** What every table has. */
export interface ProgramTable {
  /** A name on PATH, or a path. */
  command: string;
  /** Variables that the agent gets besides the allow-listed ones. */
  env: Record<string, string>;
}

/** Table of `[runners]` in which the permissions of all stages stand, whatever their runner. */
export const PERMISSIONS_TABLE = 'codex';
