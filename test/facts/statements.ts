// A mode as single statements, of the reference's facts and of our plan: the same places under the same names, so that two
// modes are equal when their statements are.
import { FAMILIES } from '../../core/contracts/families.js';
import type { Plan, PlanGraph, PlanNode, Rung } from '../../core/contracts/plan.js';

/** By `<graph> <place>`. */
export type Statements = Map<string, string>;

interface FactStage {
  legal_outcomes: string[];
  result_classes: Record<string, string[]>;
  required_skill_paths: string[];
  allowed_work_item_families: string[];
  runner: string;
  model: string;
  thinking_level: string;
  model_alias: string;
  model_source: string;
  timeout_seconds: number;
  capabilities: Record<string, [decision: string, enforcement: string]>;
}

interface FactPlane {
  loop_id: string;
  entries: Record<string, string>;
  stages: Record<string, FactStage>;
  routes: { node: string; outcome: string; target: string }[];
  thresholds: { nodes: string[]; outcome: string; counter: string; threshold: number; exhausted: string }[];
  resume_policies: { node: string; outcome: string; default: string; metadata_keys: string[]; disallowed: string[] }[];
  terminal_states: Record<string, { class: string }>;
  runtime_failure_recovery: { default_repair_node_id: string; threshold: number } | null;
  completion_behavior: {
    target_node_id: string;
    root_source_policy: { accepted_kinds: string[] };
    on_pass_terminal_state_id: string;
    on_gap_terminal_state_id: string;
    create_incident_on_gap: boolean;
  } | null;
}

export interface FactMode {
  concurrency_policy: { may_run_concurrently: string[][] } | null;
  learning_trigger_rules: {
    rule_id: string;
    source_plane: string;
    source_stage: string;
    on_terminal_results: string[];
    target_stage: string;
    requested_action: string;
  }[];
  claim_order: Record<string, string[]>;
  planes: Record<string, FactPlane>;
}

export interface Facts {
  default_mode: string;
  mode_aliases: Record<string, string>;
  modes: Record<string, FactMode>;
}

const set = (names: Iterable<string>): string => [...new Set(names)].sort().join(', ');

export function statementsOfFacts(mode: FactMode): Statements {
  const all: Statements = new Map();
  for (const [plane, facts] of Object.entries(mode.planes)) {
    all.set(`mode planes.${plane}`, facts.loop_id);
    factPlane(facts, (at, value) => all.set(`${facts.loop_id} ${at}`, value));
    all.set(`mode claims.${plane}`, (mode.claim_order[plane] ?? []).join(', '));
  }
  all.set('mode concurrent', set((mode.concurrency_policy?.may_run_concurrently ?? []).map((pair) => set(pair))));
  for (const rule of mode.learning_trigger_rules) {
    const source = `${rule.source_plane} ${rule.source_stage} ${rule.on_terminal_results.join('|')}`;
    all.set(`mode trigger.${rule.rule_id}`, `${source} -> ${rule.target_stage} ${rule.requested_action}`);
  }
  return all;
}

type Say = (at: string, value: string) => void;

function factPlane(facts: FactPlane, say: Say): void {
  const target = (name: string): string =>
    name.startsWith('terminal:') ? `end ${facts.terminal_states[name.slice(9)]?.class}` : name;
  for (const [family, node] of Object.entries(facts.entries)) say(`entries.${family}`, node);
  for (const [id, stage] of Object.entries(facts.stages)) factStage(id, stage, say);
  for (const { node, outcome, target: to } of facts.routes) say(`${node}.${outcome}`, target(to));
  for (const { nodes, outcome, counter, threshold, exhausted } of facts.thresholds) {
    const per = counter === 'fix_cycle_count' ? 'activation' : 'class';
    for (const node of nodes) say(`${node}.${outcome}.bound.0`, `${threshold} per ${per}, then ${target(exhausted)}`);
  }
  for (const { node, outcome, default: first, metadata_keys, disallowed } of facts.resume_policies) {
    const to = Object.keys(facts.stages).filter((other) => !disallowed.includes(other));
    say(`${node}.${outcome}.resume`, `by ${metadata_keys.join(', ')} to ${set(to)}; else ${first}`);
  }
  say('ends', set(Object.values(facts.terminal_states).map((one) => one.class)));
  const repair = facts.runtime_failure_recovery;
  if (repair !== null) say('failure', `${repair.default_repair_node_id}, ${repair.threshold} times`);
  const closure = facts.completion_behavior;
  if (closure === null) return;
  const { target_node_id: node, on_pass_terminal_state_id: pass, on_gap_terminal_state_id: gap } = closure;
  const ends = `pass ${target(`terminal:${pass}`)}, gap ${target(`terminal:${gap}`)}`;
  const { accepted_kinds: kinds } = closure.root_source_policy;
  say('closure', `${node}: ${ends}, roots ${set(kinds)}, incident ${closure.create_incident_on_gap}`);
}

function factStage(id: string, stage: FactStage, say: Say): void {
  for (const outcome of stage.legal_outcomes) say(`${id}.${outcome}.class`, stage.result_classes[outcome]?.[0] ?? '');
  say(`${id}.outcomes`, stage.legal_outcomes.join(', '));
  say(`${id}.skills`, set(stage.required_skill_paths.map((path) => path.split('/').at(-2) ?? '')));
  say(`${id}.families`, set(stage.allowed_work_item_families));
  say(`${id}.runner`, stage.runner);
  say(`${id}.model`, `${stage.model} ${stage.thinking_level} as ${stage.model_alias} of ${stage.model_source}`);
  say(`${id}.timeout`, String(stage.timeout_seconds));
  const granted = Object.entries(stage.capabilities).filter(([, [decision]]) => decision === 'granted');
  say(`${id}.capabilities`, set(granted.map(([name]) => name)));
}

export function statementsOfPlan(plan: Plan): Statements {
  const all: Statements = new Map();
  for (const [plane, graph] of Object.entries(plan.planes)) {
    all.set(`mode planes.${plane}`, graph.id);
    planGraph(graph, (at, value) => all.set(`${graph.id} ${at}`, value));
    const families = Object.values(FAMILIES).filter((family) => family.plane === plane);
    const claims = families.sort((a, b) => a.rank - b.rank).map((family) => family.id);
    all.set(`mode claims.${plane}`, claims.join(', '));
  }
  all.set('mode concurrent', set((plan.concurrent ?? []).map((pair) => set(pair))));
  for (const { id, plane, node, outcomes, target, action } of plan.triggers ?? []) {
    all.set(`mode trigger.${id}`, `${plane} ${node} ${outcomes.join('|')} -> ${target} ${action}`);
  }
  return all;
}

function planGraph(graph: PlanGraph, say: Say): void {
  const target = ({ node, end = '' }: Rung): string => node ?? `end ${graph.ends[end]?.class}`;
  for (const [family, node] of Object.entries(graph.entries)) say(`entries.${family}`, node);
  if (graph.starts !== undefined) say('starts', set(graph.starts));
  for (const [id, node] of Object.entries(graph.nodes)) {
    planNode(id, node, say);
    for (const [outcome, ladder] of Object.entries(node.routes)) {
      const [first] = ladder;
      if (first !== undefined) say(`${id}.${outcome}`, target(first));
      for (const [index, rung] of ladder.entries()) {
        const next = ladder[index + 1];
        const bound = graph.bounds[rung.bound ?? ''];
        if (bound === undefined || next === undefined) continue;
        say(`${id}.${outcome}.bound.${index}`, `${bound.max} per ${bound.per}, then ${target(next)}`);
      }
      const resume = node.resume?.[outcome];
      if (resume !== undefined && first !== undefined)
        say(`${id}.${outcome}.resume`, `by ${resume.by.join(', ')} to ${set(resume.to)}; else ${target(first)}`);
    }
  }
  say('ends', set(Object.values(graph.ends).map((end) => end.class)));
  if (graph.closing === undefined) return;
  const { pass, gap, roots, incidentOnGap } = graph.closing;
  const ends = `pass ${target({ end: pass })}, gap ${target({ end: gap })}`;
  say('closure', `${graph.closure}: ${ends}, roots ${set(roots)}, incident ${incidentOnGap}`);
}

function planNode(id: string, node: PlanNode, say: Say): void {
  for (const [outcome, resultClass] of Object.entries(node.outcomes)) say(`${id}.${outcome}.class`, resultClass);
  say(`${id}.outcomes`, Object.keys(node.outcomes).join(', '));
  say(`${id}.skills`, set(node.skills.map((skill) => skill.id)));
  say(`${id}.families`, set(node.families ?? []));
  say(`${id}.runner`, node.runner);
  say(`${id}.model`, `${node.model} ${node.effort} as ${node.alias} of ${node.modelSource}`);
  say(`${id}.timeout`, String(node.timeoutSeconds));
  const allowed = Object.entries(node.capabilities ?? {}).filter(([, decision]) => decision === 'allow');
  say(`${id}.capabilities`, set(allowed.map(([name]) => name)));
}
