// The mirror as a person sees it. The folders are named here once more, on purpose: a checker that took them from the
// product would find nothing wrong with a wrong table.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { linesOf, namesIn, readJson, readText } from './files.js';

const common = { active: 'active', blocked: 'blocked' };
const planning = (folder: string, queued: string, done: string) => ({
  plane: 'planning',
  folder,
  states: { ...common, queued, done },
});

const FAMILIES: Record<string, { plane: string; folder: string; states: Record<ItemState, string> }> = {
  task: { plane: 'execution', folder: 'tasks', states: { ...common, queued: 'queue', done: 'done' } },
  incident: planning('incidents', 'incoming', 'resolved'),
  probe: planning('probes', 'queue', 'done'),
  spec: planning('specs', 'queue', 'done'),
  blueprint_draft: planning('blueprints/drafts', 'queue', 'approved'),
  learning_request: { ...planning('learning/requests', 'queue', 'done'), plane: 'learning' },
};
export const PLANES = ['planning', 'execution', 'learning'] as const;

export type ItemState = 'queued' | 'active' | 'done' | 'blocked';

export const planeOf = (family: string): string => FAMILIES[family]?.plane ?? 'execution';

export interface DocumentFile {
  family: string;
  id: string;
  state: ItemState;
  /** Of what the file holds. */
  sha256: string;
  /** Relative to `millrace-agents/`. */
  path: string;
}

export interface LoggedEvent {
  event_type: string;
  data: Record<string, unknown>;
}

export interface Snapshot extends Record<string, unknown> {
  run?: { turn: number } | null;
  sections?: { workspace?: WorkspaceSection | null };
}

interface WorkspaceSection {
  turn: number;
  phase: string;
  blocked: number;
  pauseSources: string[];
  depths: Record<string, number>;
  active: { family: string; id: string } | null;
}

export interface Mirror {
  documents: DocumentFile[];
  /** Refused files, relative to `millrace-agents/`. */
  invalid: string[];
  log: LoggedEvent[];
  snapshot: Snapshot;
  /** The line of `state/<plane>_status.md`; null when there is no such file. */
  status: Record<string, string | null>;
  /** `terminal_result` of every file in `stage_results/`, by request. */
  results: Map<string, string>;
}

/** Throws `EvidenceError`. */
export function readMirror(dir: string): Mirror {
  const folders = Object.entries(FAMILIES).flatMap(([family, { folder, states }]) =>
    Object.entries(states).map(([state, name]) => ({ family, state: state as ItemState, folder: `${folder}/${name}` })),
  );
  return {
    documents: folders.flatMap((one) => documentsIn(dir, one)),
    invalid: folders.flatMap(({ folder }) => invalidIn(dir, folder)),
    log: linesOf(readText(path.join(dir, 'logs', 'runtime_events.jsonl'))),
    snapshot: readJson(path.join(dir, 'state', 'runtime_snapshot.json')),
    status: Object.fromEntries(PLANES.map((plane) => [plane, lineOf(path.join(dir, 'state', `${plane}_status.md`))])),
    results: readResults(path.join(dir, 'runs')),
  };
}

function documentsIn(
  dir: string,
  { family, state, folder }: { family: string; state: ItemState; folder: string },
): DocumentFile[] {
  const files = namesIn(path.join(dir, folder)).filter((name) => /\.(?:md|json)$/.test(name));
  return files.map((name) => {
    const sha256 = createHash('sha256')
      .update(readFileSync(path.join(dir, folder, name)))
      .digest('hex');
    return { family, id: name.replace(/\.\w+$/, ''), state, sha256, path: `${folder}/${name}` };
  });
}

const invalidIn = (dir: string, folder: string): string[] =>
  namesIn(path.join(dir, folder)).flatMap((name) => (/\.invalid(\.\d+)?$/.test(name) ? [`${folder}/${name}`] : []));

const lineOf = (file: string): string | null => (existsSync(file) ? readText(file).trim() : null);

/** What a writer that was killed left: it has no name yet, so nobody reads it. */
const isDraft = (name: string): boolean => name.startsWith('.') && name.endsWith('.tmp');

function readResults(runs: string): Map<string, string> {
  const files = namesIn(runs).flatMap((run) => {
    const folder = path.join(runs, run, 'stage_results');
    return namesIn(folder).flatMap((name) => (isDraft(name) ? [] : [path.join(folder, name)]));
  });
  const results = files.map((file) => readJson<{ request_id: string; terminal_result: string }>(file));
  return new Map(results.map((result) => [result.request_id, result.terminal_result]));
}
