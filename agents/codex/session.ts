// A thread of Codex that goes on: where it is kept, who can read it, and what it cost.
import { join } from 'node:path';
import type { AgentSession, RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { bytesOf, namesIn, withPlain } from '../../disk/read.js';
import type { RunContext } from '../adapter.js';
import { lessTokens } from '../tokens.js';
import type { CodexEvents } from './events.js';
import { codexKind } from './settings.js';
import { codexHome, codexProgram } from './surroundings.js';
import { codexVersion } from './version.js';

/** Where the thread is still kept and the Codex that wrote it is the one that is installed. */
export async function resumesCodex(_request: StageRunRequest, context: RunContext): Promise<boolean> {
  const { session } = context;
  const program = codexProgram(context);
  const file = session === undefined ? null : threadFile(codexHome(context), session.id);
  if (file === null || program === null) return false;
  const version = await codexVersion(program, context);
  return version !== null && writtenBy(file) === version;
}

/** Days are looked into from the newest on: a second chance comes soon after the first. */
const DAYS = 4;

/** Codex keeps a thread below `sessions/` by year, month and day. Null when it is not among those of the last days. */
function threadFile(home: string, id: string): string | null {
  const newest = (folder: string): string[] =>
    namesIn(folder)
      .sort()
      .reverse()
      .map((name) => join(folder, name));
  const days = newest(join(home, 'sessions')).flatMap(newest).flatMap(newest).slice(0, DAYS);
  for (const day of days) {
    const name = namesIn(day).find((one) => one.endsWith(`-${id}.jsonl`));
    if (name !== undefined) return join(day, name);
  }
  return null;
}

/** The beginning of a thread says which Codex wrote it. */
const HEAD = 64 * 1024;

const writtenBy = (file: string): string | null =>
  withPlain(file, (descriptor, { size }) => {
    const head = bytesOf(descriptor, Math.min(size, HEAD)).toString('utf8');
    return /"cli_version":"([^"]+)"/.exec(head)?.[1] ?? null;
  });

/** Codex reports the tokens of a whole thread: of one that went on those that were reported before are no longer its own. */
export function spentIn(
  { thread, usage }: CodexEvents,
  before: AgentSession | undefined,
): Pick<RunnerRawResult, 'usage' | 'session'> {
  const known = before !== undefined && before.id === thread ? before.usage : null;
  const own = usage === null || known === null ? usage : lessTokens(usage, known);
  if (thread === null) return { usage: own };
  return { usage: own, session: { runner: codexKind.name, id: thread, usage: usage ?? known } };
}
