// What every step of one compilation works with. Steps add to `texts`, `witnesses` and `diagnostics` alone.
import type { Config } from './sources/config.js';
import type { Plane } from '../contracts/families.js';
import type { Diagnostic } from './diagnostics.js';
import type { Library } from './sources/library.js';
import type { Mode } from './sources/mode.js';
import type { ProofStep } from './proof/graph.js';
import type { SourceFile } from './sources/read.js';

export interface Sources {
  modes: SourceFile[];
  graphs: SourceFile[];
  stages: SourceFile[];
  skills: SourceFile[];
  artifacts: SourceFile[];
  /** Of the workspace alone. */
  families: SourceFile[];
  /** `millrace.toml`; an empty text gives the defaults. */
  config: SourceFile;
  /** What is wrong with a source of skills that the configuration names; null = nothing. Absent: nobody can look. */
  skillSourceFault?: (source: string) => string | null;
  /** What could not be read and is left out; absent = everything could. */
  unread?: readonly Diagnostic[];
}

/** A longest activation by plane and key of `maxStageRuns`, as its stage runs; none where that number is an upper bound. */
export type Witnesses = Partial<Record<Plane, Record<string, ProofStep[]>>>;

export interface PlanContext {
  library: Library;
  mode: Mode;
  config: Config;
  sources: Sources;
  /** Names that exist. */
  runners: readonly string[];
  /** Instructions and skills that the plan refers to, by sha256. */
  texts: Map<string, string>;
  witnesses: Witnesses;
  diagnostics: Diagnostic[];
}
