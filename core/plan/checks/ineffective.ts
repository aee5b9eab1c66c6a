// Settings of millrace.toml that change nothing in this plan: each is a warning that says why and what was perhaps meant.
import { PLANES } from '../../contracts/families.js';
import type { Plan, PlanBinding, PlanNode } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { unusedDecisions } from '../bind/capabilities.js';
import type { Config } from '../sources/config.js';
import { defaultConfig } from '../sources/config.js';
import { acceptedOnly, differs, type ConfigFinding } from '../sources/config/accepted.js';
import { fallenBackFrom, standInsOf } from '../sources/config/fallback.js';
import { permissionField, permissionsOf } from '../sources/config/permissions.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import { effortSettings } from '../bind/efforts.js';

/** What the settings are held against. */
interface Held extends Pick<PlanContext, 'config' | 'library' | 'mode'> {
  defaults: Config;
  /** Every stage of the plan, with the graph that it is in. */
  stages: (PlanNode & { graph: string })[];
}

/** Every way in which the stage may be played. */
const withStandIns = (stage: PlanNode): PlanBinding[] => [stage, ...(stage.fallbacks ?? [])];

/** `plan`: the sound plan that came of this compilation. */
export function reportIneffective({ config, library, mode, sources, diagnostics }: PlanContext, plan: Plan): void {
  const stages = PLANES.flatMap((plane) => {
    const graph = plan.planes[plane];
    return Object.values(graph?.nodes ?? {}).map((node) => ({ ...node, graph: graph?.id ?? '' }));
  });
  const held: Held = { config, library, mode, defaults: defaultConfig(), stages };
  const found = [
    ...acceptedOnly(config, held.defaults),
    ...[
      unknownStages,
      unknownGraphs,
      unusedAliases,
      unusedModels,
      unusedNumbers,
      unusedDefaults,
      unpricedModels,
      unusedStandIns,
    ].flatMap((find) => find(held)),
    ...unusedDecisions(config, held.defaults, mode.id, stages),
    ...(config.model_assignment.enabled ? overridden(held) : assignmentOff(held)),
  ];
  const file = sources.config.path;
  diagnostics.push(...found.map(([code, field, message]) => diagnostic(code, file, message, { field })));
}

function unknownStages({ config, library, mode, stages }: Held): ConfigFinding[] {
  const tables = [
    ['stages', config.stages],
    ['model_assignment.by_stage', config.model_assignment.by_stage],
    [permissionField('permission_by_stage'), permissionsOf(config).permission_by_stage],
  ] as const;
  const used = stages.map((stage) => stage.kind);
  return tables.flatMap(([table, settings]) =>
    unknown(table, Object.keys(settings), 'stage kind', [...library.stages.keys()], used, mode.id),
  );
}

function unknownGraphs({ config, library, mode, stages }: Held): ConfigFinding[] {
  const used = stages.map((stage) => stage.graph);
  const names = Object.keys(config.model_assignment.by_loop);
  return unknown('model_assignment.by_loop', names, 'graph', [...library.graphs.keys()], used, mode.id);
}

/** Names that are nobody's, and names that this mode does not use. */
function unknown(
  table: string,
  names: readonly string[],
  what: string,
  known: readonly string[],
  used: readonly string[],
  mode: string,
): ConfigFinding[] {
  return names
    .filter((name) => !used.includes(name))
    .map((name) => {
      const why = known.includes(name)
        ? `the mode ${mode} does not use this ${what}.`
        : `there is no ${what} ${name}.${didYouMean(name, known)}`;
      return ['MR1050', `${table}.${name}`, `${table}.${name} has no effect: ${why}`];
    });
}

function unusedAliases({ config, defaults, mode, stages }: Held): ConfigFinding[] {
  const [ours, theirs] = [config.model_assignment, mode.model_assignment];
  const tables = [ours.by_stage, ours.by_loop, theirs.by_stage, theirs.by_loop];
  const assigned = [...tables.flatMap((table) => Object.values(table)), ours.default_alias, theirs.default];
  const bound = stages.flatMap(withStandIns).flatMap(({ runner, alias }) => `${runner}.${alias ?? ''}`);
  const isAssigned = (id: string): boolean => assigned.includes(id) || bound.includes(id);
  return Object.entries(config.model_aliases)
    .filter(([id, alias]) => !isAssigned(id) && differs(alias, own(defaults.model_aliases, id)))
    .map(([id]) => ['MR1061', `model_aliases.${id}`, `The alias ${id} is assigned to no stage.`]);
}

function unusedModels({ config, stages }: Held): ConfigFinding[] {
  const models = stages.flatMap(withStandIns).flatMap(({ model }) => (model === null ? [] : [model]));
  return Object.keys(permissionsOf(config).permission_by_model)
    .filter((model) => !models.includes(model))
    .map((model) => {
      const field = `${permissionField('permission_by_model')}.${model}`;
      return ['MR1061', field, `${field} has no effect: no stage has this model.${didYouMean(model, models)}`];
    });
}

/** A rule on money cannot count them: a person is asked before each of their stages. */
function unpricedModels({ config, stages }: Held): ConfigFinding[] {
  if (config.usage_governance.cost_rules.length === 0) return [];
  const priced = Object.keys(config.prices.models);
  const models = [...new Set(stages.flatMap(withStandIns).map(({ model }) => model ?? ''))].filter(
    (model) => !priced.includes(model),
  );
  return models.sort().map((model) => {
    const what = model === '' ? 'The model that a runner chooses by itself' : `The model ${model}`;
    const asked = 'under cost_rules a person is asked before its stages';
    return ['MR1064', 'prices.models', `${what} has no price: ${asked}.${didYouMean(model, priced)}`];
  });
}

/** For a runner of which this mode has no stage nobody stands in. */
function unusedStandIns({ config, defaults, stages, mode }: Held): ConfigFinding[] {
  const { after_seconds: after } = config.fallback;
  const used = stages.filter(({ fallbacks }) => fallbacks !== undefined).map(({ runner }) => runner);
  const unused = fallenBackFrom(config.fallback).filter((runner) => !used.includes(runner));
  const found = unused.map((runner): ConfigFinding => {
    const { field } = standInsOf(config.fallback, runner);
    return ['MR1061', field, `${field} has no effect: no stage of the mode ${mode.id} has the runner ${runner}.`];
  });
  if (after === defaults.fallback.after_seconds || used.length > 0) return found;
  const field = 'fallback.after_seconds';
  return [...found, ['MR1061', field, `${field} has no effect: nobody stands in for a runner of the mode ${mode.id}.`]];
}

const NUMBERS = [
  'max_fix_cycles',
  'max_troubleshoot_attempts_before_consult',
  'max_mechanic_attempts',
  'max_merge_rounds',
] as const;

/** A number of `[recovery]` belongs to the bounds that name it. */
function unusedNumbers({ config, defaults, library, stages, mode }: Held): ConfigFinding[] {
  const graphs = [...new Set(stages.map((stage) => stage.graph))].map((id) => library.graphs.get(id));
  const named = graphs.flatMap((graph) => [
    ...Object.values(graph?.bounds ?? {}).map((bound) => bound.config),
    graph?.delivery?.config,
  ]);
  return NUMBERS.filter(
    (key) => config.recovery[key] !== defaults.recovery[key] && !named.includes(`recovery.${key}`),
  ).map((key) => [
    'MR1061',
    `recovery.${key}`,
    `No bound in the mode ${mode.id} takes its number from recovery.${key}.`,
  ]);
}

/** Defaults that every stage has something better than. */
function unusedDefaults({ config, defaults, stages }: Held): ConfigFinding[] {
  const { default_runner: runner } = config.runners;
  const { permission_default: permission } = permissionsOf(config);
  const nobody = (has: (stage: PlanNode) => boolean): boolean => !stages.some(has);
  const found: ConfigFinding[] = [];
  const add = (field: string, value: string): number =>
    found.push([
      'MR1062',
      field,
      `${field} = "${value}" has no effect: every stage gets something else by a stronger setting.`,
    ]);
  if (runner !== defaults.runners.default_runner && nobody((one) => one.runner === runner)) {
    add('runners.default_runner', runner);
  }
  if (permission !== permissionsOf(defaults).permission_default && nobody((one) => one.permission === permission)) {
    add(permissionField('permission_default'), permission);
  }
  for (const { runner: name, field, value } of effortSettings(config)) {
    if (value !== undefined && nobody((one) => one.runner === name && one.effort === value)) add(field, value);
  }
  return found;
}

/** With model and effort of its own a stage needs no alias. */
const speaksForItself = ({ stages }: Config, kind: string): boolean => {
  const { model, thinking_level: level, model_reasoning_effort: effort } = own(stages, kind) ?? {};
  return model !== undefined && (level ?? effort) !== undefined;
};

function overridden({ config, defaults, mode, stages }: Held): ConfigFinding[] {
  const { by_stage, by_loop, default_alias } = config.model_assignment;
  const byStage = (kind: string): boolean => speaksForItself(config, kind) || Object.hasOwn(by_stage, kind);
  const found: ConfigFinding[] = [];
  const add = (field: string, by: string): number =>
    found.push(['MR1062', `model_assignment.${field}`, `model_assignment.${field} has no effect: ${by}.`]);
  for (const kind of Object.keys(by_stage).filter((one) => speaksForItself(config, one))) {
    add(`by_stage.${kind}`, `stages.${kind} gives the stage a model and an effort of its own`);
  }
  for (const graph of Object.keys(by_loop)) {
    const inside = stages.filter((stage) => stage.graph === graph);
    if (inside.length > 0 && inside.every(({ kind }) => byStage(kind))) {
      add(`by_loop.${graph}`, 'each of its stages has a setting of its own');
    }
  }
  const theirs = mode.model_assignment;
  const anywhere = ({ kind, graph }: Held['stages'][number]): boolean =>
    byStage(kind) ||
    [by_loop, theirs.by_loop].some((table) => own(table, graph)) ||
    Object.hasOwn(theirs.by_stage, kind);
  if (
    default_alias !== defaults.model_assignment.default_alias &&
    (theirs.default !== undefined || stages.every(anywhere))
  ) {
    add('default_alias', 'the mode, or a setting of its own, gives every stage another alias');
  }
  return found;
}

function assignmentOff({ config, defaults }: Held): ConfigFinding[] {
  const keys = ['by_stage', 'by_loop', 'default_alias'] as const;
  return keys
    .filter((key) => differs(config.model_assignment[key], defaults.model_assignment[key]))
    .map((key) => ['MR1062', `model_assignment.${key}`, `model_assignment.${key} has no effect: enabled = false.`]);
}
