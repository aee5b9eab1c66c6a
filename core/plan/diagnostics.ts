// Every message of the compiler comes from this table: a stable code, its severity, and what to do about it.
import { closest } from '../closest.js';
import type { Problem } from '../contracts/documents.js';

/** With an error there is no plan; a warning is something to mend; a note is something to know. */
type Severity = 'error' | 'warning' | 'note';

export interface Diagnostic extends Problem {
  severity: Severity;
  /** File the message is about, as the caller named it. */
  file: string;
}

export const DIAGNOSTICS = {
  MR1001: ['error', 'Correct the TOML at the line that is named.'],
  MR1002: ['error', 'Correct the field; the message says what is allowed.'],
  MR1003: ['error', 'Begin the file with a line `+++`, the contract as TOML, and another line `+++`.'],
  MR1004: ['error', 'Write the instructions of the stage below its front matter.'],
  MR1005: ['error', 'Keep one of them, or give one of them another id.'],
  MR1010: ['error', 'Use the id of an existing mode; `millrace modes list` shows them.'],
  MR1011: ['error', 'Name an existing graph of this plane in the mode.'],
  MR1012: ['error', 'Name an existing stage kind, or add its file under `stages/`.'],
  MR1013: ['error', 'Name an existing skill, or add `skills/<id>/SKILL.md`.'],
  MR1014: ['error', 'Use a runner that exists.'],
  MR1015: ['error', 'Use a family that exists, or add its file under `families/`.'],
  MR1016: [
    'warning',
    'Define the alias under `[model_aliases]` with its model and thinking_level, or use one that exists.',
  ],
  MR1017: ['error', 'Give the stage, its model alias or the section of its runner a level that the runner knows.'],
  MR1018: [
    'error',
    'Give the stages a permission that the runner keeps to, put walls around it (`sandbox = "bubblewrap"`), or add the level to its `permissions`.',
  ],
  MR1020: ['error', 'Route this outcome in the graph: add `OUTCOME = "node"` or `"end:name"` to the node.'],
  MR1021: ['error', 'Remove the route, or add the outcome to the stage kind.'],
  MR1022: ['error', 'Point the route at a node, an end or a bound of this graph.'],
  MR1023: ['error', 'End the ladder with one rung without a bound, and give every other rung a bound.'],
  MR1024: ['error', 'Remove the node, or lead a route, an entry or the closure to it.'],
  MR1025: ['error', 'Put a bound on one of the routes of this cycle.'],
  MR1026: ['error', 'Lead some route from here to an end.'],
  MR1027: ['error', 'Let the entry lead to a stage kind that works on this family.'],
  MR1028: ['error', 'Add `BLOCKED = "blocked"` to `[outcomes]` of the stage kind, and a route for it to its nodes.'],
  MR1029: ['error', 'Name a number of `[recovery]`, such as `recovery.max_fix_cycles`, or leave `config` out.'],
  MR1030: ['error', 'Shorten the mode: fewer nodes, skills or outcomes.'],
  MR1031: ['error', 'Lead some route from this entry to an end of class success or no_op.'],
  MR1032: ['error', 'Use a name that exists: of an artifact of `artifacts.toml`, or of what the runtime has code for.'],
  MR1033: ['error', 'Give a resume rule only to an outcome of a stage that repairs or escalates, with a target left.'],
  MR1034: [
    'error',
    'Let `pass` name an end of class success and `gap` another end, both reached from the closing node.',
  ],
  MR1035: ['error', 'Remove the table, or use a stage kind of the graphs of this mode.'],
  MR1036: ['error', 'Name a stage kind of the same outcomes, whose instructions are to be used.'],
  MR1037: ['error', 'Name two different planes of this mode in each pair, once, and never planning with execution.'],
  MR1038: [
    'error',
    'Correct the trigger: a node and outcomes of planning or execution, a start of the learning graph.',
  ],
  MR1039: ['error', 'Give the effect to an outcome of this kind, and let the kind leave the artifacts it needs.'],
  MR1040: ['note', 'Nothing to do: every activation ends. For the exact number let fewer ways share the same bounds.'],
  MR1041: ['error', 'Lead the route to a stage kind that works on this family, or to an end.'],
  MR1042: ['error', 'Let the capability be allowed or asked for where it is denied, or use a mode without this stage.'],
  MR1043: ['error', 'Name outcomes of this stage kind, or `any`, and artifacts that it declares in `artifacts`.'],
  MR1044: ['error', 'Name it for an outcome under `[required]` or `[expected]`, or take it out of `artifacts`.'],
  MR1045: [
    'error',
    'Let the graph judge roots, and name a family that enters a graph of the mode and, among its `starts`, a node of a stage kind of role merge.',
  ],
  MR1050: [
    'warning',
    'Remove the setting, or use a name of this mode; `millrace compile show` lists its stages and graphs.',
  ],
  MR1051: ['warning', 'Nothing to do; the setting is kept for a later release.'],
  MR1052: [
    'warning',
    'Set `sandbox = "bubblewrap"` in the table of the runner, or the permission `maximum` to say that this is meant.',
  ],
  MR1060: ['warning', 'Remove the setting; it is accepted so that older configurations load.'],
  MR1061: ['warning', 'Remove the setting, or use it: nothing in this mode asks for it.'],
  MR1062: ['warning', 'Remove this setting, or the stronger one.'],
  MR1063: ['warning', 'Put the folder or package there, correct its path, or take it out of the list.'],
  MR1064: ['warning', 'Write the price of the model into [prices.models], with its day and source.'],
  MR1070: ['error', 'Put the file itself there; what lies outside of the workspace is never read.'],
  MR1071: ['error', 'Put a readable text file there, or remove what is there.'],
  MR1072: ['error', 'Keep one of the folders, or give one of them another name.'],
} as const satisfies Record<string, readonly [Severity, string]>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** `field`: dotted path in the file; `line`: 1-based. */
export function diagnostic(
  code: DiagnosticCode,
  file: string,
  message: string,
  where: { field?: string; line?: number } = {},
): Diagnostic {
  const [severity, hint] = DIAGNOSTICS[code];
  return { code, severity, file, message, hint, ...where };
}

/** Adds a message that many stages may give, once. */
export function sayOnce(diagnostics: Diagnostic[], said: Diagnostic): void {
  const { code, file, message } = said;
  if (diagnostics.some((one) => one.code === code && one.file === file && one.message === message)) return;
  diagnostics.push(said);
}

/** The closest of the known names, as a hint to append; empty when none is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = closest(name, known, Math.max(2, name.length / 3));
  return best === null ? '' : ` Did you mean ${best}?`;
}
