// How the checks of a graph speak: of one field of its file, and of names that lead nowhere.
import type { DiagnosticCode } from '../diagnostics.js';
import { didYouMean } from '../diagnostics.js';
import type { StageKind } from '../sources/stage-kind.js';

/** Says what is wrong with the graph; `field` is the dotted path in its file. */
export type SayDiagnostic = (code: DiagnosticCode, message: string, field: string) => void;
export type Kinds = ReadonlyMap<string, StageKind>;

/** `name`: of a node, an end or a bound of the graph; undefined names nothing, which is fine. */
export function checkNamed(
  table: Readonly<Record<string, unknown>>,
  what: string,
  name: string | undefined,
  field: string,
  say: SayDiagnostic,
): void {
  if (name === undefined || Object.hasOwn(table, name)) return;
  say('MR1022', `There is no ${what} ${name}.${didYouMean(name, Object.keys(table))}`, field);
}
