// A recorded history: the JSON that Temporal's command line prints, kept as it is.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';

export interface History {
  events: HistoryEvent[];
}

/** The parts of an event that are asked about. */
export interface HistoryEvent {
  eventId: string;
  eventType: string;
  workflowExecutionStartedEventAttributes?: StartAttributes;
  startChildWorkflowExecutionInitiatedEventAttributes?: { workflowId: string };
}

interface StartAttributes {
  workflowId: string;
  /** Run that this one continues as new. */
  continuedExecutionRunId?: string;
}

export const HISTORIES = path.join(packageRoot(), 'test', 'histories');

/** Every recorded history by the name of its file. */
export function readHistories(): Map<string, History> {
  const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));
  const read = (name: string) => JSON.parse(readFileSync(path.join(HISTORIES, name), 'utf8')) as History;
  return new Map(files.sort().map((name) => [name, read(name)]));
}

/** Throws when the history does not begin with its start. */
export function startOf(history: History): StartAttributes {
  const start = history.events[0]?.workflowExecutionStartedEventAttributes;
  if (start === undefined) throw new Error('A history begins with the start of its workflow; this one does not.');
  return start;
}
