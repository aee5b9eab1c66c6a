// Which model alias a stage is assigned: the first candidate that names a whole alias; those passed over are told. The same name may
// mean another model to another runner: what is built in is what Codex knows, and counts where nobody else says anything.
import { own } from '../../own.js';
import type { PlanContext } from '../context.js';
import type { Config } from '../sources/config.js';
import { DEFAULT_ALIASES } from '../sources/config/models.js';
import { kindOfRunner } from '../sources/config/runners.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';

type Aliases = Config['model_aliases'];

export interface Assigned {
  alias: string;
  model: string;
  effort: string;
  /** `stage:<kind>`, `loop:<graph>`, `default`, the same with `mode:` before it, or `builtin:standard`. */
  source: string;
}

/** Whom a model is looked for. */
export interface Wanted {
  kind: string;
  graph: string;
  runner: string;
  /** The mode means this runner for the stage: its aliases are models of it. */
  ofMode: boolean;
  /** It stands in: aliases of millrace.toml are models of the first runner, but for those that name it, such as `claude_code.deep`. */
  standsIn: boolean;
}

interface Candidate {
  source: string;
  name: string | undefined;
  /** Where aliases are looked up, best first. */
  tables: readonly Aliases[];
  file: string;
}

/** Null when assignment is off, or there is no model that this runner would know. */
export function assignedAlias(wanted: Wanted, context: PlanContext): Assigned | null {
  if (!context.config.model_assignment.enabled) return null;
  for (const candidate of candidates(wanted, context)) {
    const found = lookUp(candidate);
    if (found !== null) return found;
    if (candidate.name !== undefined && !wanted.standsIn) sayOnce(context.diagnostics, passedOver(candidate));
  }
  return null;
}

function candidates(wanted: Wanted, context: PlanContext): Candidate[] {
  const { config, mode, sources } = context;
  const { kind, graph } = wanted;
  const [ours, theirs] = [config.model_assignment, mode.model_assignment];
  const { written, ofMode: modes, shipped } = aliasesOf(wanted, context);
  const ofConfig = { tables: [written, modes, ...shipped], file: sources.config.path };
  const ofMode = { tables: [modes, written, ...shipped], file: mode.path };
  return [
    { source: `stage:${kind}`, name: own(ours.by_stage, kind), ...ofConfig },
    { source: `loop:${graph}`, name: own(ours.by_loop, graph), ...ofConfig },
    { source: `mode:stage:${kind}`, name: own(theirs.by_stage, kind), ...ofMode },
    { source: `mode:loop:${graph}`, name: own(theirs.by_loop, graph), ...ofMode },
    { source: 'mode:default', name: theirs.default, ...ofMode },
    { source: 'default', name: ours.default_alias, ...ofConfig },
    { source: 'builtin:standard', name: 'standard', tables: shipped, file: sources.config.path },
  ];
}

interface Tables {
  written: Aliases;
  ofMode: Aliases;
  /** Of the mode that ships for this runner alone, and what is built in. */
  shipped: Aliases[];
}

function aliasesOf({ runner, ofMode, standsIn }: Wanted, { config, mode, library }: PlanContext): Tables {
  const modeOfRunner = kindOfRunner(runner)?.mode;
  const itsOwn = library.modes.get(modeOfRunner ?? '')?.model_aliases ?? {};
  const builtIn = standsIn && modeOfRunner === undefined ? {} : DEFAULT_ALIASES;
  const below = { ...builtIn, ...itsOwn, ...(ofMode ? mode.model_aliases : {}) };
  const written = namedBy(runner, config.model_aliases, standsIn ? {} : changedIn(config.model_aliases, below));
  return { written, ofMode: ofMode ? mode.model_aliases : {}, shipped: [itsOwn, builtIn] };
}

/** What is written down, field by field over what it changes; without what only is built in. */
function changedIn(all: Aliases, below: Aliases): Aliases {
  const changed = Object.entries(all).flatMap(([id, alias]) => {
    const builtIn = own(DEFAULT_ALIASES, id);
    const fields = Object.entries(alias).filter(([field, value]) => own(builtIn ?? {}, field) !== value);
    return fields.length === 0 ? [] : [[id, { ...own(below, id), ...Object.fromEntries(fields) }] as const];
  });
  return Object.fromEntries(changed);
}

/** An alias `RUNNER.NAME` is what NAME means to that runner. */
function namedBy(runner: string, all: Aliases, others: Aliases): Aliases {
  const named = Object.entries(all).flatMap(([id, alias]) =>
    id.startsWith(`${runner}.`) ? [[id.slice(runner.length + 1), alias] as const] : [],
  );
  return { ...others, ...Object.fromEntries(named) };
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
