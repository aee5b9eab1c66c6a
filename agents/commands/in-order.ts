// Commands of an operator one after the other, up to the first one that does not end well. All of them have one time together.
import { clip, inert } from '../../core/inert.js';
import { type CommandEnd, type OperatorCommand, runCommand } from './run.js';
import type { AsStage } from './walls.js';

export interface CommandRan {
  command: string;
  end: CommandEnd;
  /** Seconds, rounded. */
  took: number;
}

/** `timeoutMs`: of all of them. Throws as `runCommand`. */
export async function runInOrder(
  commands: readonly string[],
  { timeoutMs, ...asked }: Omit<OperatorCommand, 'command'>,
  as: AsStage,
): Promise<CommandRan[]> {
  const ran: CommandRan[] = [];
  const latest = Date.now() + timeoutMs;
  for (const command of commands) {
    const start = Date.now();
    const end = await runCommand({ ...asked, command, timeoutMs: Math.max(1, latest - start) }, as);
    ran.push({ command, end, took: Math.round((Date.now() - start) / 1000) });
    if (!isGood(end)) break;
  }
  return ran;
}

const isGood = ({ kind, status }: CommandEnd): boolean => kind === 'ended' && status === 0;

const LAST_LINES = 5;
/** Characters of what is told of a command, and of each of its lines. */
const TOLD = 120;

/** The first that did not end well, how it ended and what it said last, as a sentence; null = all did. */
export function faultIn(ran: readonly CommandRan[]): string | null {
  const last = ran.find(({ end }) => !isGood(end));
  if (last === undefined) return null;
  const lines = last.end.output.trimEnd().split('\n').slice(-LAST_LINES);
  const said = lines.map((line) => clip(inert(line), TOLD)).join(' / ');
  return `\`${clip(inert(last.command), TOLD)}\` ${howItEnded(last)}${said === '' ? ' and said nothing' : `, and said last: ${said}`}.`;
}

function howItEnded({ end: { kind, status } }: CommandRan): string {
  if (kind === 'timed_out') return 'did not end in time';
  return status === null ? 'was ended by a signal' : `ended with ${status}`;
}

/** What each was, said, and how it ended: for a file that people read. */
export const logOf = (ran: readonly CommandRan[]): string =>
  ran
    .map((one) => `$ ${one.command}\n${lineEnded(one.end.output)}[${howItEnded(one)}, after ${one.took} s]\n`)
    .join('\n');

const lineEnded = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
