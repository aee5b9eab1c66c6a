// Names of traces and spans, made of what they are about, so that each worker that has a stage of a run writes into the same trace, also after a kill
// and a restart, and no workflow has to bear them.
import type { SpanContext } from '@opentelemetry/api';
import { sha256Hex } from '../../core/contracts/digest.js';

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
const SAMPLED = 1;

/** The span that a whole run is: a trace of its own, with its stages below. `run`: an id of a run. */
export const runContext = (workspace: string, run: string): SpanContext => ({
  traceId: sha256Hex(JSON.stringify(['trace', workspace, run])).slice(0, TRACE_DIGITS),
  spanId: sha256Hex(JSON.stringify(['span', workspace, run])).slice(0, SPAN_DIGITS),
  traceFlags: SAMPLED,
});
