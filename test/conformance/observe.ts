// What our run shows, read from the files of its workspace alone, as a person would.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readEvents } from '../../read/events.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Observation } from './compare.js';

/** Folders of work items, also of families that this revision does not have. */
const FOLDERS = ['tasks', 'specs', 'probes', 'incidents', 'learning/requests', 'blueprints/drafts'];
const TARGETS = 'arbiter/targets';

/** `file`: path below `millrace-agents/`. Logs beside the documents are not compared. */
export const isCompared = (file: string): boolean =>
  FOLDERS.some((folder) => file.startsWith(`${folder}/`)) && !file.endsWith('.jsonl');

export function observe(workspace: string): Observation {
  const home = path.join(workspace, RUNTIME_DIR);
  return { sequence: sequenceIn(workspace), places: placesIn(home), closures: closuresIn(path.join(home, TARGETS)) };
}

/** In the order the agents ended: what two lineages show may reach the log in another. */
function sequenceIn(workspace: string): string[] {
  const done = readEvents(workspace, Number.MAX_SAFE_INTEGER).filter(({ type }) => type === 'stage_completed');
  done.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return done.map(({ data }) => [data['node_id'], data['work_item'], data['terminal_result']].join(' '));
}

function placesIn(home: string): Record<string, string[]> {
  const places: Record<string, string[]> = {};
  for (const folder of FOLDERS.filter((one) => existsSync(path.join(home, one)))) {
    for (const entry of readdirSync(path.join(home, folder), { recursive: true, withFileTypes: true })) {
      const below = path.relative(home, entry.parentPath);
      if (!entry.isDirectory() && isCompared(`${below}/${entry.name}`)) (places[below] ??= []).push(entry.name);
    }
  }
  return places;
}

function closuresIn(folder: string): Observation['closures'] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return Object.fromEntries(files.map((name) => [path.basename(name, '.json'), stateOf(path.join(folder, name))]));
}

function stateOf(file: string): 'open' | 'closed' {
  const target = JSON.parse(readFileSync(file, 'utf8')) as { closure_open?: unknown };
  return target.closure_open === false ? 'closed' : 'open';
}
