// The span that a run is, from its first stage that this worker saw to the end of its last one, made of the events of the log.
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { own } from '../../core/own.js';
import type { LogEvent } from '../../disk/events/lines.js';
import { runContext } from './ids.js';

/** Runs under way that are kept in mind. */
const MOST_RUNS = 1000;
/** Of a field of an event, which anybody may have written. */
const LONGEST = 500;

/** Gives the spans of the runs that came to an end in these events. `workspace`: its id. */
export function runSpans(workspace: string, resource: Resource): (events: readonly LogEvent[]) => ReadableSpan[] {
  const begun = new Map<string, number>();
  const spanOf = (event: LogEvent): ReadableSpan[] => {
    const text = (key: string): string => wordIn(own(event.data, key));
    const [run, at] = [text('run_id'), Date.parse(event.at)];
    if (run === '' || Number.isNaN(at)) return [];
    if (event.type === 'stage_started' && !begun.has(run)) remember(begun, run, at);
    if (event.type !== 'router_decision' || !text('next').startsWith('end:')) return [];
    const start = begun.get(run) ?? at;
    begun.delete(run);
    const facts = { 'millrace.workspace': workspace, 'millrace.run': run, 'millrace.item': text('work_item') };
    const end = { 'millrace.outcome': text('terminal_result'), 'millrace.end': text('next').slice('end:'.length) };
    return [readable({ start, end: Math.max(start, at) }, { ...facts, ...end }, resource)];
  };
  return (events) => events.flatMap(spanOf);
}

function remember(begun: Map<string, number>, run: string, at: number): void {
  const [oldest] = begun.keys();
  if (begun.size >= MOST_RUNS && oldest !== undefined) begun.delete(oldest);
  begun.set(run, at);
}

const wordIn = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST) : '');

interface Stretch {
  /** ms since 1970. */
  start: number;
  end: number;
}

/** As the SDK makes them, but under an id that its stages know. */
function readable({ start, end }: Stretch, attributes: Record<string, string>, resource: Resource): ReadableSpan {
  const context = runContext(attributes['millrace.workspace'] ?? '', attributes['millrace.run'] ?? '');
  return {
    ...{ name: 'run', kind: SpanKind.INTERNAL, spanContext: () => context, ended: true, attributes, resource },
    ...{ startTime: timeOf(start), endTime: timeOf(end), duration: timeOf(end - start) },
    ...{ status: { code: SpanStatusCode.OK }, links: [], events: [], instrumentationLibrary: { name: 'millrace' } },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

/** Seconds and nanoseconds. */
const timeOf = (ms: number): [number, number] => [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
