// The event log: one JSON line per event, once per key. Nothing in the system depends on it; it is for people and
// tools.
import { runtimePaths } from '../../core/contracts/paths.js';
import { realpathSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { takeMoved } from '../foreign.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { appendNew } from '../store/keyed-lines.js';

export interface LoggedEvent {
  /** The same key is never logged twice. */
  key: string;
  type: string;
  /** ISO 8601. */
  at: string;
  data: Record<string, unknown>;
}

/** Appends the events whose key is new. Hold the mirror while it runs. */
export const appendEvents = (dirs: Dirs, events: readonly LoggedEvent[]): Promise<void> =>
  appendNew(
    shownFile(dirs, runtimePaths.events),
    'key',
    events.map((event) => ({ key: event.key, line: lineOf(event) })),
  );

/** What stood in the place of a file of ours and was moved aside since the last call: said once. */
export const movedEvents = (dirs: Dirs): LoggedEvent[] =>
  takeMoved(realpathSync(dirs.workspace)).map((moved) => ({
    key: `foreign:${randomUUID()}`,
    type: 'foreign_object_moved',
    at: new Date().toISOString(),
    data: { ...moved },
  }));

function lineOf({ key, type, at, data }: LoggedEvent): Record<string, unknown> {
  const head = { schema_version: '1.0', kind: 'runtime_event', event_type: type, occurred_at: at };
  return { ...head, key, data };
}
