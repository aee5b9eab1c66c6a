// The one table of our metrics: name, type, labels, meaning. docs/metrics.md shows it, and a test holds both together. No label bears an id, a title
// or any other text that work brings along.
import type { Family, Sample } from './text.js';

interface Metric {
  type: Family['type'];
  labels: readonly string[];
  help: string;
}

export const METRICS = {
  millrace_build_info: {
    ...{ type: 'gauge', labels: ['version'] },
    help: 'Always 1; the label names the release.',
  },
  millrace_worker_start_time_seconds: {
    ...{ type: 'gauge', labels: [] },
    help: 'When this worker started, in seconds since 1970.',
  },
  millrace_workers: {
    ...{ type: 'gauge', labels: ['role'] },
    help: 'Workers of the workspace that live: serving, helping, silent.',
  },
  millrace_health: {
    ...{ type: 'gauge', labels: ['state'] },
    help: '1 for how the workspace is in the words of `millrace report`: ok, attention, degraded, down; 0 for the others.',
  },
  millrace_server_up: {
    ...{ type: 'gauge', labels: [] },
    help: '1 while the Temporal server answers this worker within a second.',
  },
  millrace_paused: {
    ...{ type: 'gauge', labels: ['by'] },
    help: '1 while the workspace is paused: by an operator, by a limit on spending.',
  },
  millrace_attention: {
    ...{ type: 'gauge', labels: ['kind'] },
    help: 'What waits for a person, by kind of attention.',
  },
  millrace_items: {
    ...{ type: 'gauge', labels: ['family', 'state'] },
    help: 'Work items by family and state; the queue is the state queued.',
  },
  millrace_lanes: {
    ...{ type: 'gauge', labels: ['lane', 'state'] },
    help: 'Lanes, held by a turn or free; of the learning lane only whether it is held.',
  },
  millrace_agents: {
    ...{ type: 'gauge', labels: ['state'] },
    help: 'Agents of the stages under way: starting, running, ending, ended, lost.',
  },
  millrace_mirror_seq: {
    ...{ type: 'gauge', labels: [] },
    help: 'Number of the change that the files show last; only grows.',
  },
  millrace_mirror_pending: {
    ...{ type: 'gauge', labels: [] },
    help: 'Batches of changes that workflows have decided on and the files do not show yet.',
  },
  millrace_mirror_lag_seconds: {
    ...{ type: 'gauge', labels: [] },
    help: 'How long the oldest of them waits; 0 when the files show all.',
  },
  millrace_disk_free_bytes: {
    ...{ type: 'gauge', labels: ['disk'] },
    help: 'Room that is left on the disk of the workspace and on that of our state.',
  },
  millrace_stages_started_total: {
    ...{ type: 'counter', labels: ['plane', 'node'] },
    help: 'Agents that a stage was started with, further attempts included.',
  },
  millrace_stages_ended_total: {
    ...{ type: 'counter', labels: ['plane', 'node', 'outcome', 'failure'] },
    help: 'Stages that came to an end, by their outcome and the class of their failure; empty where there was none.',
  },
  millrace_stages_asked_again_total: {
    ...{ type: 'counter', labels: ['node'] },
    help: 'Stages that got their one second chance of form.',
  },
  millrace_stage_seconds: {
    ...{ type: 'histogram', labels: ['node'] },
    help: 'How long stages took, from start to end, in seconds.',
  },
  millrace_items_ended_total: {
    ...{ type: 'counter', labels: ['family', 'end'] },
    help: 'Items that came to an end: done, blocked, cancelled, superseded. Who is tried again may end again.',
  },
  millrace_roots_closed_total: {
    ...{ type: 'counter', labels: [] },
    help: 'Roots that were judged and closed.',
  },
  millrace_ledger_stages_total: {
    ...{ type: 'counter', labels: ['stage', 'model'] },
    help: 'Stages that said what they spent, by stage kind and model; an empty model is the choice of the runner.',
  },
  millrace_tokens_total: {
    ...{ type: 'counter', labels: ['stage', 'model'] },
    help: 'Tokens that stages spent in all.',
  },
  millrace_tokens_by_kind_total: {
    ...{ type: 'counter', labels: ['model', 'kind'] },
    help: 'The same by kind: input, cached_input, output. Cached input is part of the input.',
  },
  millrace_cost_total: {
    ...{ type: 'counter', labels: ['stage', 'model', 'currency'] },
    help: 'What stages cost, by the prices of [prices] when they ran; those without a price are in none.',
  },
  millrace_log_damage_total: {
    ...{ type: 'counter', labels: ['kind'] },
    help: 'Lines of the event log that could not be read, torn or foreign, and numbers that are missing in it.',
  },
  millrace_process_cpu_seconds_total: {
    ...{ type: 'counter', labels: [] },
    help: 'Processor time of this worker.',
  },
  millrace_process_resident_memory_bytes: {
    ...{ type: 'gauge', labels: [] },
    help: 'Memory of this worker.',
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export type Values = Partial<Record<MetricName, readonly Sample[]>>;

/** In the order of the table. */
export const familiesOf = (values: Values): Family[] =>
  (Object.keys(METRICS) as MetricName[]).map((name) => {
    const { type, help } = METRICS[name];
    return { name, type, help, samples: values[name] ?? [] };
  });

export const gauge = (value: number, labels: Sample['labels'] = {}): Sample => ({ labels, value });
