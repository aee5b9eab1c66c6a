// Spans of what a worker does, sent to a collector by OTLP over HTTP. Loaded only where `[tracing]` names one. Nothing waits for the collector: what it
// does not take in time is lost, and that is said once.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { LogEvent } from '../../disk/events/lines.js';
import { runSpans } from './run-spans.js';
import { stageSpans } from './stage-spans.js';

export interface Spans {
  /** For the worker of stages. */
  stages: typeof stageSpans;
  /** What was logged: runs that ended become spans. */
  onEvents(events: readonly LogEvent[]): void;
  /** Sends what is there, for at most so long as one send may take. */
  close(): Promise<void>;
}

export interface WantedSpans {
  /** Address of the collector, without `/v1/traces`. */
  otlp: string;
  /** Id of the workspace. */
  workspace: string;
  /** Name of this worker in Temporal. */
  identity: string;
  say(line: string): void;
}

const SEND_MS = 2000;
/** Spans that are sent together, and how long they wait for each other, ms. */
const BATCH = { scheduledDelayMillis: 2000, exportTimeoutMillis: SEND_MS, maxQueueSize: 2048, maxExportBatchSize: 256 };

export function openSpans({ otlp, workspace, identity, say }: WantedSpans): Spans {
  const resource = new Resource({ 'service.name': 'millrace', 'service.instance.id': identity });
  const url = `${otlp.replace(/\/+$/, '')}/v1/traces`;
  const processor = new BatchSpanProcessor(
    told(new OTLPTraceExporter({ url, timeoutMillis: SEND_MS }), otlp, say),
    BATCH,
  );
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const spansIn = runSpans(workspace, resource);
  return {
    stages: stageSpans,
    onEvents: (events) => spansIn(events).forEach((span) => processor.onEnd(span)),
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, SEND_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      for (const one of [trace, context, propagation]) one.disable();
    },
  };
}

/** Code of a result of an exporter; the package that names it is not ours to ask for. */
const ARRIVED = 0;

/** The same exporter, which says when spans begin to be lost, and when they arrive again. */
function told(exporter: OTLPTraceExporter, otlp: string, say: (line: string) => void): SpanExporter {
  let isLosing = false;
  const note = (error: Error | null): void => {
    if (error !== null && !isLosing)
      say(`Spans do not arrive at ${new URL(otlp).origin} (${error.message}): they are lost, and work goes on.`);
    if (error === null && isLosing) say(`Spans arrive at ${new URL(otlp).origin} again.`);
    isLosing = error !== null;
  };
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        note(Number(result.code) === ARRIVED ? null : (result.error ?? new Error('it says no reason')));
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
