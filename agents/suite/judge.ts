// Whether what came of a case is what has to come of it. Pure.
import { own } from '../../core/own.js';
import { normalise } from '../../core/outcome/normalise.js';
import { isFree } from '../../core/contracts/failure-lists.js';
import type { TokenUsage } from '../../core/contracts/stage.js';
import type { Becomes, Case, Need } from './case.js';
import { KEY, type Observed } from './play.js';

export interface Verdict {
  verdict: 'pass' | 'fail' | 'cannot apply';
  /** What is wrong, why it cannot apply, or why it was refused; empty for a pass otherwise. */
  why: string;
}

const SHELLS = ['exec_command', 'shell_command', 'shell', 'bash', 'Bash'];
const NEAR_SECONDS = 120;

/** `isLive`: nothing is known of what the model was asked. */
export function judge(one: Case, seen: Observed, isLive: boolean): Verdict {
  const cannot =
    own(seen.trial.cannot ?? {}, one.name) ?? one.needs?.map((need) => lacks(need, seen, isLive)).find(Boolean);
  if (cannot) return { verdict: 'cannot apply', why: cannot };
  const faults = faultsOf(one.becomes, seen);
  if (faults.length > 0) return { verdict: 'fail', why: faults.join('; ') };
  return { verdict: 'pass', why: refusal(one.becomes, seen) ?? '' };
}

/** Why it was not begun, where that is as good; null = it was begun. */
const refusal = ({ orRefused }: Becomes, { raw: { exitKind, failure } }: Observed): string | null =>
  orRefused === true && exitKind === 'not_started' && failure?.class === 'runner_misconfigured'
    ? `refused: ${failure.detail}`
    : null;

/** Null = it has it. */
function lacks(need: Need, { raw, requests, trial, resumed, walled }: Observed, isLive: boolean): string | null {
  switch (need) {
    case 'tool':
      return isLive ||
        trial.asksNobody ||
        requests.length === 0 ||
        requests.some(({ tools }) => tools.some((tool) => SHELLS.includes(tool)))
        ? null
        : 'it offers its model no shell';
    case 'stream':
      return requests.length === 0 || requests.some(({ body }) => body['stream'] === true)
        ? null
        : 'it asks for no stream';
    case 'usage':
      return raw.usage === null ? 'it tells no tokens' : null;
    case 'reset':
      return raw.failure !== null && raw.failure.retryAt === undefined ? 'it does not pass on until when' : null;
    case 'session':
      return resumed ? null : 'it does not go on with what it began';
    case 'walls':
      if (!walled)
        return 'nothing keeps it to a permission: `sandbox = "bubblewrap"` in its table puts walls around it';
      return raw.exitKind === 'not_started' && raw.failure?.class !== 'runner_binary_missing'
        ? (raw.failure?.detail ?? 'it was refused')
        : null;
  }
}

function faultsOf(wanted: Becomes, seen: Observed): string[] {
  if (refusal(wanted, seen) !== null) return leakFaults(wanted, seen);
  const { raw, requests, left } = seen;
  const { outcome, failureClass, origin } = normalise(raw, { TRIAL_COMPLETE: 'success', BLOCKED: 'blocked' });
  const attempt = failureClass === null ? 'none' : isFree(failureClass) ? 'free' : 'spent';
  const detail = raw.failure === null ? '' : ` (${raw.failure.detail.slice(0, 200)})`;
  return [
    ...differs('outcome', wanted.outcome, outcome),
    ...differs('class', wanted.class, failureClass, detail),
    ...differs('end', wanted.kind, raw.exitKind),
    ...differs('attempt', wanted.attempt, attempt, origin === 'agent' ? '' : detail),
    ...(wanted.usage === undefined ? [] : usageFaults(wanted.usage, raw.usage)),
    ...(wanted.retry === undefined ? [] : retryFaults(wanted.retry, raw.failure?.retryAt, raw.endedAt)),
    ...(left > 0 ? [`${left} processes are left`] : []),
    ...(wanted.requests !== undefined && requests.length > wanted.requests
      ? [`its model was asked ${requests.length} times, and not ${wanted.requests}`]
      : []),
    ...leakFaults(wanted, seen),
  ];
}

function differs<T>(what: string, wanted: T | readonly T[] | undefined, came: T, more = ''): string[] {
  if (wanted === undefined) return [];
  const all: readonly T[] = Array.isArray(wanted) ? (wanted as readonly T[]) : [wanted as T];
  return all.includes(came) ? [] : [`${what} is ${String(came)} and not ${all.map(String).join(' or ')}${more}`];
}

function usageFaults(wanted: Becomes['usage'], came: TokenUsage | null): string[] {
  const text = (one: object | null | undefined): string => JSON.stringify(one ?? null);
  const brief = came && { input: came.input, cached: came.cachedInput, output: came.output };
  // What says that it used nothing says the same as what says nothing.
  const isNothing = wanted === null && (came === null || came.total === 0);
  return isNothing || text(brief) === text(wanted) ? [] : [`tokens are ${text(brief)} and not ${text(wanted)}`];
}

function retryFaults(wanted: number, came: string | undefined, endedAt: string): string[] {
  const seconds = came === undefined ? null : Math.round((Date.parse(came) - Date.parse(endedAt)) / 1000);
  const isNear = seconds !== null && Math.abs(seconds - wanted) <= NEAR_SECONDS;
  return isNear ? [] : [`another try is to come in ${seconds ?? 'no'} seconds and not in ${wanted}`];
}

function leakFaults(
  { present, absent, unasked, unstored, without }: Becomes,
  { requests, kept, file }: Observed,
): string[] {
  const real = (words: string): string => words.replaceAll('KEY', KEY);
  const asked = JSON.stringify(requests.map(({ body }) => body));
  return [
    ...Object.entries(present ?? {}).flatMap(([path, words]) =>
      file(path)?.includes(words) ? [] : [`${path} lacks ${words}`],
    ),
    ...(absent ?? []).flatMap((path) => (file(path) === null ? [] : [`${path} is there: something of the tree ran`])),
    ...(unasked ?? []).flatMap((words) => (asked.includes(words) ? [`the model was told ${words}`] : [])),
    ...(unstored ?? []).flatMap((words) => (kept.includes(real(words)) ? [`${words} is in what is kept`] : [])),
    ...Object.entries(without ?? {}).flatMap(([path, words]) =>
      file(path)?.includes(real(words)) ? [`${path} holds ${words}`] : [],
    ),
  ];
}
