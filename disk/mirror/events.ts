// The event log: one JSON line per event, once per key and with a number that only grows. Nothing in the system depends on it; it is
// for people and tools.
import { runtimePaths } from '../../core/contracts/paths.js';
import { realpathSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { numberedLine } from '../events/lines.js';
import { takeNumbers } from '../events/numbers.js';
import { takeMoved } from '../foreign.js';
import type { Dirs } from '../dirs.js';
import { takeLeavings } from '../leavings.js';
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
    events.map((event) => ({ key: event.key, line: eventLine(event) })),
    (fresh) => numbered(dirs, fresh),
  );

async function numbered(dirs: Dirs, lines: readonly Record<string, unknown>[]): Promise<string[]> {
  const first = await takeNumbers(dirs, lines.length);
  return lines.map((line, at) => numberedLine(first + at, line));
}

/** What lay in our way since the last call, and was moved aside or could not be dealt with: said once. */
export const movedEvents = (dirs: Dirs): LoggedEvent[] => [
  ...takeMoved(realpathSync.native(dirs.workspace)).map((data) => ofGround('foreign_object_moved', { ...data })),
  ...takeLeavings(realpathSync.native(dirs.workspace), dirs.workspace, dirs.state).map((data) =>
    ofGround('foreign_object_left', { ...data }),
  ),
];

const ofGround = (type: string, data: Record<string, unknown>): LoggedEvent => ({
  ...{ key: `foreign:${randomUUID()}`, type, at: new Date().toISOString(), data },
});

/** An event as the log has it, but for its number. */
export function eventLine({ key, type, at, data }: LoggedEvent): Record<string, unknown> {
  const head = { schema_version: '1.0', kind: 'runtime_event', event_type: type, occurred_at: at };
  return { ...head, key, data };
}
