// Runs that are over, as they lie in the files of a workspace, and what the event log and the ledger say of them: written without a runtime.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StageChanges } from '../../core/contracts/checkpoints.js';
import type { Plane } from '../../core/contracts/families.js';
import type { LedgerEntry, MirrorEntry } from '../../core/contracts/mirror.js';
import type { StageCost } from '../../core/contracts/money.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import type { TokenUsage } from '../../core/contracts/stage.js';
import { sha256Hex } from '../../core/contracts/digest.js';

export interface PlayedStage {
  node: string;
  outcome: string;
  /** ms since 1970. */
  from: number;
  /** Null = it is at work. */
  to: number | null;
  model: string;
  tokens: { input: number; cachedInput: number; output: number };
  /** Its own paragraph. */
  said: string;
  /** Where it goes on, as the log tells it. */
  next: string;
  failureClass?: string;
  changes?: StageChanges;
  cost?: StageCost;
  /** Contents of files of its run folder, by name, and of its artifacts. */
  prompt?: string;
  stdout?: string;
  events?: string;
  reports?: Record<string, string>;
}

export interface PlayedRun {
  run: string;
  family: string;
  id: string;
  root: string;
  plane: Plane;
  stages: PlayedStage[];
}

/** The same for the same run and number. */
export const requestOf = (run: string, number: number): string =>
  `request-${sha256Hex(`${run} ${number}`).slice(0, 32)}`;

export const runOf = (name: string): string => `run-${sha256Hex(name).slice(0, 32)}`;

const time = (ms: number): string => new Date(ms).toISOString();

const totalOf = ({ input, output }: PlayedStage['tokens']): number => input + output;

/** `workspace`: absolute. The folder is as old as its last stage. */
export function writeRun(workspace: string, run: PlayedRun): void {
  const folder = path.join(workspace, RUNTIME_DIR, runtimePaths.runs, run.run);
  mkdirSync(path.join(folder, runArtifacts.stageResults), { recursive: true });
  run.stages.forEach((stage, at) => writeStage(folder, run, stage, at + 1));
  const last = run.stages.at(-1);
  const at = (last?.to ?? last?.from ?? 0) / 1000;
  utimesSync(folder, at, at);
}

function writeStage(folder: string, run: PlayedRun, stage: PlayedStage, number: number): void {
  const request = requestOf(run.run, number);
  const put = (name: string, content: unknown): void =>
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  const head = headOf(run, stage, { request, number });
  put(runArtifacts.invocation(request), { kind: 'runner_invocation', ...head, emitted_at: time(stage.from) });
  for (const name of ['prompt', 'stdout', 'events'] as const)
    if (stage[name] !== undefined) put(runArtifacts[name](request), stage[name]);
  for (const [name, text] of Object.entries(stage.reports ?? {})) put(name, text);
  if (stage.to === null) return;
  const { input, cachedInput, output } = stage.tokens;
  const usage = { input, cached_input: cachedInput, output, thinking: 0, total: totalOf(stage.tokens) };
  put(runArtifacts.completion(request), {
    ...{ kind: 'runner_completion', request_id: request, run_id: run.run, node_id: stage.node },
    ...{ exit_kind: 'completed', exit_code: 0, token_usage: usage },
    ...{ started_at: time(stage.from), ended_at: time(stage.to) },
  });
  put(runArtifacts.stageResult(request), resultOf(head, stage));
}

const headOf = (
  run: PlayedRun,
  { node, model }: PlayedStage,
  { request, number }: { request: string; number: number },
) => ({
  ...{ schema_version: '1.0', request_id: request, run_id: run.run, plane: run.plane },
  ...{ node_id: node, stage: node, stage_kind_id: node, stage_number: number, attempt: 1 },
  ...{ work_item_family_id: run.family, work_item_kind: run.family, work_item_id: run.id },
  ...{ runner_name: 'codex_cli', model_name: model },
});

const resultOf = (head: object, { outcome, from, to, said, changes, failureClass, reports }: PlayedStage) => ({
  ...{ kind: 'stage_result', ...head, terminal_result: outcome, words: said },
  result_class: failureClass === undefined ? 'success' : outcome === 'BLOCKED' ? 'blocked' : 'recoverable_failure',
  ...{ started_at: time(from), completed_at: time(to ?? from) },
  ...(changes === undefined ? {} : { changes }),
  ...(failureClass === undefined ? {} : { metadata: { failure_class: failureClass } }),
  ...(reports === undefined ? {} : { reports: Object.keys(reports).map((name) => ({ path: name })) }),
});

type Told = Extract<MirrorEntry, { kind: 'event' | 'usage' }>;

/** What the log and the ledger say of its stages, oldest first. */
export const toldOf = (run: PlayedRun): Told[] => run.stages.flatMap((stage, at) => toldOfStage(run, stage, at + 1));

/** Where an activation ends; everything else is a stage. */
const ENDS = new Set(['done', 'blocked', 'closed']);

function toldOfStage(run: PlayedRun, stage: PlayedStage, number: number): Told[] {
  const request = requestOf(run.run, number);
  const item = { run_id: run.run, node_id: stage.node, work_item: `${run.family}/${run.id}`, root: run.root };
  const facts = { request_id: request, ...item, plane: run.plane, stage: number, attempt: 1 };
  const event = (name: string, type: string, at: number, data: object): Told => ({
    ...{ kind: 'event', key: `${request}:${name}`, type, at: time(at), data: { ...facts, ...data } },
  });
  const started = event('started', 'stage_started', stage.from, { runner: 'codex_cli', model: stage.model });
  if (stage.to === null) return [started];
  const { outcome, failureClass: failure = null, changes = null, to } = stage;
  const done = { terminal_result: outcome, failure_class: failure, changes };
  return [
    started,
    event('done', 'stage_completed', to, done),
    event('routed', 'router_decision', to, { ...done, next: ENDS.has(stage.next) ? `end:${stage.next}` : stage.next }),
    { kind: 'usage', key: request, at: time(to), value: spentBy(run, stage, to) },
  ];
}

function spentBy(run: PlayedRun, { node, model, tokens, cost }: PlayedStage, to: number): LedgerEntry {
  const usage: TokenUsage = { ...tokens, thinking: 0, total: totalOf(tokens) };
  const where = { plane: run.plane, family: run.family, id: run.id, lineage: run.root };
  return {
    ...{ runId: run.run, stage: node, node, model, session: 1, completedAt: time(to), usage, ...where },
    ...(cost === undefined ? {} : { cost }),
  };
}
