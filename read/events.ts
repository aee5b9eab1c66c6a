// The end of the event log.
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonLines } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

export interface EventView {
  key: string;
  type: string;
  at: string;
  data: Record<string, unknown>;
}

/** A field of an event; empty where it is no text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const FIRST_LOOK = 64 * 1024;

/** The last `count` events, oldest first. Reads only as much of the log as it needs. */
export function readEvents(workspace: string, count: number): EventView[] {
  const file = shown(workspace, runtimePaths.events);
  for (let bytes = FIRST_LOOK; ; bytes *= 4) {
    const piece = readPiece(file, { last: bytes });
    if (piece === null) return [];
    const events = jsonLines(piece.text).flatMap(viewOf);
    if (events.length >= count || bytes >= piece.stat.size) return count > 0 ? events.slice(-count) : [];
  }
}

function viewOf({ key, event_type: type, occurred_at: at, data }: Record<string, unknown>): EventView[] {
  if (typeof type !== 'string' || typeof at !== 'string') return [];
  return [{ key: typeof key === 'string' ? key : '', type, at, data: (data ?? {}) as Record<string, unknown> }];
}
