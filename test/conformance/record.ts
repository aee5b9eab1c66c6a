// A recorded run as it lies in its file: checked whole before anything of it is replayed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Expectation, Observation } from './compare.js';
import { isCompared } from './observe.js';

const names = z.array(z.string());
const recordSchema = z.object({
  scenario: z.string().optional(),
  mode: z.string().min(1),
  config: z.string().default(''),
  /** Path below `millrace-agents/`, or with a leading `/` below the workspace; and its text. */
  intake_documents: z.record(z.string(), z.string()).default({}),
  scripted_outcomes: z.record(z.string(), z.unknown()).nullish(),
  observed_stage_sequence: z.array(z.object({ node: z.string(), item: z.string(), result: z.string() })),
  final_queue_state: z.record(z.string(), names).default({}),
  closure_target: z.object({ root_spec_id: z.string(), closure_open: z.boolean() }).nullish(),
});

export type RecordedRun = z.infer<typeof recordSchema>;

const expectationSchema = z.strictObject({
  explanation: z.string().min(1),
  asks: names.min(1),
  sequence: names,
  places: z.record(z.string(), names),
  closures: z.record(z.string(), z.enum(['open', 'closed'])),
});

/** Null: the record has no stages, so nothing can be compared. Throws a sentence that names the file and the field. */
export function readRecord(file: string): RecordedRun | null {
  const json = readJson(file);
  const stages = typeof json === 'object' && json !== null && 'observed_stage_sequence' in json;
  if (!stages || (Array.isArray(json.observed_stage_sequence) && json.observed_stage_sequence.length === 0))
    return null;
  return checked(file, recordSchema, json);
}

/** Null when there is no such file. */
export function readExpectation(file: string): Expectation | null {
  try {
    return checked(file, expectationSchema, readJson(file));
  } catch (error) {
    if (error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null;
    throw error;
  }
}

/** Name of its expectation: its scenario, else its file's name. */
export const nameOf = (file: string, record: RecordedRun): string =>
  /^[\w.-]+$/.test(record.scenario ?? '') ? (record.scenario ?? '') : path.basename(file, '.json');

export function recordedObservation(record: RecordedRun): Observation {
  const places = Object.entries(record.final_queue_state).map(([folder, files]): [string, string[]] => [
    folder,
    files.filter((name) => isCompared(`${folder}/${name}`)).map((name) => shownAs(folder, name)),
  ]);
  return {
    sequence: record.observed_stage_sequence.map(({ node, item, result }) => `${node} ${item} ${result}`),
    places: Object.fromEntries(places),
    closures: Object.fromEntries(closuresOf(record)),
  };
}

/** Only some records hold a target's state. In the reference the Arbiter's word alone closed one. */
function closuresOf({
  final_queue_state: folders,
  closure_target: target,
  observed_stage_sequence: stages,
}: RecordedRun) {
  const roots = (folders['arbiter/targets'] ?? []).map((file) => path.basename(file, '.json'));
  return roots.map((root): [string, 'open' | 'closed'] => {
    const judged = stages.findLast(({ node, item }) => node === 'arbiter' && item === `spec/${root}`);
    const isOpen = target?.root_spec_id === root ? target.closure_open : judged?.result !== 'ARBITER_COMPLETE';
    return [root, isOpen ? 'open' : 'closed'];
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function checked<T>(file: string, schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is not valid'}`);
}

/** Drafts are Markdown here, as all other documents are. */
const shownAs = (folder: string, name: string): string =>
  folder.startsWith('blueprints/drafts/') ? name.replace(/\.json$/, '.md') : name;
