// Which model alias a stage is assigned: the first candidate that names a whole alias; those passed over are told.
import { own } from '../../own.js';
import type { Config } from '../sources/config.js';
import { DEFAULT_ALIASES } from '../sources/config/models.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';
import type { Mode } from '../sources/mode.js';

type Aliases = Config['model_aliases'];

export interface Assigned {
  alias: string;
  model: string;
  effort: string;
  /** `stage:<kind>`, `loop:<graph>`, `default`, the same with `mode:` before it, or `builtin:standard`. */
  source: string;
}

interface Candidate {
  source: string;
  name: string | undefined;
  /** Where aliases are looked up, best first. */
  tables: readonly Aliases[];
  file: string;
}

/** Null when assignment is off. */
export function assignedAlias(
  kind: string,
  graphId: string,
  mode: Mode,
  config: Config,
  configPath: string,
  diagnostics: Diagnostic[],
): Assigned | null {
  if (!config.model_assignment.enabled) return null;
  for (const candidate of candidates(kind, graphId, mode, config, configPath)) {
    const found = lookUp(candidate);
    if (found !== null) return found;
    if (candidate.name !== undefined) sayOnce(diagnostics, passedOver(candidate));
  }
  return null;
}

function candidates(kind: string, graphId: string, mode: Mode, config: Config, configPath: string): Candidate[] {
  const [ours, theirs] = [config.model_assignment, mode.model_assignment];
  const ofConfig = { tables: [config.model_aliases, mode.model_aliases], file: configPath };
  const ofMode = { tables: [mode.model_aliases, config.model_aliases], file: mode.path };
  return [
    { source: `stage:${kind}`, name: own(ours.by_stage, kind), ...ofConfig },
    { source: `loop:${graphId}`, name: own(ours.by_loop, graphId), ...ofConfig },
    { source: `mode:stage:${kind}`, name: own(theirs.by_stage, kind), ...ofMode },
    { source: `mode:loop:${graphId}`, name: own(theirs.by_loop, graphId), ...ofMode },
    { source: 'mode:default', name: theirs.default, ...ofMode },
    { source: 'default', name: ours.default_alias, ...ofConfig },
    { source: 'builtin:standard', name: 'standard', tables: [DEFAULT_ALIASES], file: configPath },
  ];
}

function lookUp({ name, source, tables }: Candidate): Assigned | null {
  for (const table of name === undefined ? [] : tables) {
    const { model, thinking_level: effort } = own(table, name ?? '') ?? {};
    if (name !== undefined && model !== undefined && effort !== undefined)
      return { alias: name, model, effort, source };
  }
  return null;
}

function passedOver({ name = '', source, tables, file }: Candidate): Diagnostic {
  const known = tables.flatMap((table) => Object.keys(table));
  const why = known.includes(name)
    ? 'which has no model or no thinking_level'
    : `which is not defined.${didYouMean(name, known)}`;
  const message = `The assignment ${source} names the model alias ${name}, ${why} The next assignment takes its place.`;
  return diagnostic('MR1016', file, message, { field: 'model_assignment' });
}
