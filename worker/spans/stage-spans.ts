// The span of a stage, by the interceptor of Temporal's own package. Its parent is the run, whose context is made in this process: what the server keeps
// of the activity stays as it is, and so do histories.
import { context, trace } from '@opentelemetry/api';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { OpenTelemetryActivityInboundInterceptor } from '@temporalio/interceptors-opentelemetry/lib/worker/index.js';
import type { StageInput } from '../../core/contracts/activities.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { runContext } from './ids.js';

/** For the worker of stages; the first is the outermost. */
export const stageSpans: ActivityInterceptorsFactory[] = [
  () => ({ inbound: { execute: (input, next) => belowRun(requestIn(input.args), () => next(input)) } }),
  (activity) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(activity) }),
  ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const span = trace.getActiveSpan();
        const request = requestIn(input.args);
        if (request !== null) span?.setAttributes({ ...asked(request), 'millrace.try': info.attempt });
        const result = await next(input);
        if (isOutcome(result)) span?.setAttributes(ended(result));
        return result;
      },
    },
  }),
];

/** Does so as a part of the run that the stage is of. */
function belowRun<T>(request: StageRunRequest | null, act: () => T): T {
  if (request === null) return act();
  const run = runContext(request.workspace, request.runId);
  return context.with(trace.setSpanContext(context.active(), { ...run, isRemote: true }), act);
}

const asked = ({ requestId, runId, workspace, item, plane, node, kind, stageNumber, attempt }: StageRunRequest) => ({
  'millrace.workspace': workspace,
  'millrace.run': runId,
  'millrace.request': requestId,
  'millrace.item': `${item.family}/${item.id}`,
  'millrace.root': item.root,
  'millrace.plane': plane,
  'millrace.node': node,
  'millrace.stage': kind,
  'millrace.stage_number': stageNumber,
  'millrace.attempt': attempt,
});

const ended = ({ outcome, failureClass, startedAt, endedAt, usage }: StageOutcome) => ({
  'millrace.outcome': outcome,
  ...(failureClass === null ? {} : { 'millrace.failure': failureClass }),
  'millrace.started_at': startedAt,
  'millrace.ended_at': endedAt,
  ...(usage === null
    ? {}
    : {
        'millrace.tokens.input': usage.input,
        'millrace.tokens.cached_input': usage.cachedInput,
        'millrace.tokens.output': usage.output,
        'millrace.tokens.total': usage.total,
      }),
});

/** Every activity of that queue is about one stage. */
function requestIn([input]: readonly unknown[]): StageRunRequest | null {
  const { request = null } = (input ?? {}) as Partial<StageInput>;
  return request;
}

const isOutcome = (value: unknown): value is StageOutcome =>
  typeof value === 'object' && value !== null && 'outcome' in value && 'endedAt' in value && 'usage' in value;
