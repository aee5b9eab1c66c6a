// An adapter that throws is a failed stage with its message, and no activity that fails at every try for ever. What our own disk
// says is left to whoever tries again.
import { codeOf } from '../disk/errors.js';
import type { RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import { type HostEnd, LaunchRefused, type RunnerAdapter } from './adapter.js';

/** Thrown where a stage cannot be started because its adapter is wrong. */
export class AdapterFault extends Error {
  override readonly name = 'AdapterFault';
}

/** The same adapter; of what it only tells beside the work, what it cannot say is left out. */
export function sturdy(adapter: RunnerAdapter): RunnerAdapter {
  const { resumes, toolOpen, said, isKept, dialogue } = adapter;
  return {
    ...adapter,
    prepare: (request, context) =>
      attempt(() => adapter.prepare(request, context)).catch((error: unknown) => {
        if (isOfOthers(error)) throw error;
        throw new AdapterFault(faultText(adapter, 'start the agent', error), { cause: error });
      }),
    collect: (request, context, end) =>
      attempt(() => adapter.collect(request, context, end)).catch((error: unknown) => {
        if (isOfOthers(error)) throw error;
        return unread(request, end, faultText(adapter, 'read what the agent left', error));
      }),
    ...(resumes && {
      resumes: (request, context) => attempt(() => resumes(request, context)).catch(() => false),
    }),
    ...(toolOpen && { toolOpen: (context) => attempt(() => toolOpen(context)).catch(() => false) }),
    ...(said && { said: (line) => orElse(() => said(line), { text: null, tokens: null }) }),
    ...(isKept && { isKept: (line, context, result) => orElse(() => isKept(line, context, result), true) }),
    ...(dialogue && {
      dialogue: { ...dialogue, isOver: (start: string) => orElse(() => dialogue.isOver(start), false) },
    }),
  };
}

/** A stage that failed before its agent was started. */
export const unstarted = (request: StageRunRequest, fault: AdapterFault): RunnerRawResult => {
  const now = new Date().toISOString();
  return unread(request, { exitCode: null, signal: null, startedAt: now, endedAt: now }, fault.message);
};

/** Refusals have their own way, and errors of the system pass or are shown as such. */
const isOfOthers = (error: unknown): boolean => error instanceof LaunchRefused || codeOf(error) !== null;

const faultText = ({ name }: RunnerAdapter, what: string, error: unknown): string =>
  `The adapter of ${name} cannot ${what}: ${error instanceof Error ? error.message : String(error)}. This is a fault of the runtime.`;

const unread = (
  { requestId }: StageRunRequest,
  { exitCode, signal, startedAt, endedAt }: Omit<HostEnd, 'kind'>,
  detail: string,
): RunnerRawResult => ({
  ...{ requestId, exitKind: 'failed', exitCode, signal, finalMessage: null, usage: null },
  ...{ failure: { class: 'runner_transport_failure', detail }, startedAt, endedAt, notes: [] },
});

/** What throws at once rejects too. */
const attempt = async <T>(work: () => Promise<T>): Promise<T> => work();

function orElse<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
