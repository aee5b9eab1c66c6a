// Names the cause of a program that did not succeed: its own lines first, exit code second; what it wrote to people never.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import type { HostEnd } from '../adapter.js';
import { own } from '../../core/own.js';
import { firstLine, type RunnerFailure } from '../failures/cause.js';
import { wasKilled } from '../settle.js';
import type { Heard } from './dialect.js';

/** As `sysexits.h` and shells have them; every other code is `runner_transport_failure`. */
const EXIT_CODES: Readonly<Record<string, RunnerFailureClass>> = {
  64: 'runner_misconfigured',
  69: 'network_unavailable',
  75: 'provider_unavailable',
  77: 'auth_missing_or_invalid',
  78: 'runner_misconfigured',
  124: 'runner_timeout',
  126: 'runner_binary_missing',
  127: 'runner_binary_missing',
};

/** Null for a success, and where the program was ended from outside: that is judged by `runAgent`. `codes`: classes that the operator gave. */
export function classify(
  end: HostEnd,
  heard: Heard,
  stderr: string,
  codes: Readonly<Record<string, RunnerFailureClass>>,
): RunnerFailure | null {
  if (end.kind === 'timeout' || end.kind === 'silent') return heard.struggle ?? heard.failure;
  if (end.kind !== 'exited' && end.kind !== 'lingered') return null;
  if (heard.failure !== null) return heard.failure;
  if (wasKilled(end)) return null;
  const isWell = end.kind === 'lingered' || end.exitCode === 0;
  if (isWell) return heard.complete ? null : broken('before its work was over', stderr);
  const code = String(end.exitCode);
  const known = own(codes, code) ?? own(EXIT_CODES, code);
  if (known !== undefined) return { class: known, detail: lastOf(stderr) || `it ended with exit code ${code}` };
  return heard.struggle ?? broken(end.signal === null ? `with exit code ${code}` : `by ${end.signal}`, stderr);
}

function broken(how: string, stderr: string): RunnerFailure {
  const last = lastOf(stderr);
  return { class: 'runner_transport_failure', detail: `It ended ${how}${last === '' ? '' : `: ${last}`}` };
}

/** What a program says of its end it says last. */
const lastOf = (stderr: string): string => firstLine(stderr.trimEnd().split('\n').at(-1) ?? '');
