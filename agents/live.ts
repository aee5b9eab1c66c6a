// What an agent does now, in one small object: for the Web UI by way of the heartbeat, and as a file for readers without a server.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles } from '../core/contracts/paths.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import type { RunContext, RunnerAdapter, Said } from './adapter.js';
import { withoutSecrets } from './context.js';
import { writeWhole } from './files.js';
import type { Journal } from './host/journal.js';
import { readAgent } from './host/journal.js';
import { lastLines } from './output/last-words.js';
import { type AgentPhase, agentPhase, quietSeconds } from './phase.js';

export interface LiveView {
  node: string;
  agent: AgentPhase;
  /** Null before the agent is started. */
  pid: number | null;
  /** The last thing it said or did, on one line, redacted; null before there is any. */
  line: string | null;
  /** So far; null while the runner did not say. */
  tokens: number | null;
  /** Since its last output, or else since its start, without the time for which the machine slept. */
  quietSeconds: number;
}

/** It may be asked often; it looks once in so many ms. */
const REFRESH_MS = 1000;
const LINE_WIDTH = 200;

interface Watched {
  request: StageRunRequest;
  adapter: RunnerAdapter;
  journal: Journal;
  context: RunContext;
}

/** Cheap: reads the end of the output only when it changed. */
export function liveView(watched: Watched): () => LiveView {
  let view: LiveView | null = null;
  let lookedAt = 0;
  let output = -1;
  return () => {
    if (view !== null && Date.now() - lookedAt < REFRESH_MS) return view;
    lookedAt = Date.now();
    const size = statSync(watched.context.stdoutFile, { throwIfNoEntry: false })?.size ?? 0;
    const said = size === output ? null : lastSaid(watched);
    output = size;
    const before = view;
    view = lookAt(watched, said?.text ?? before?.line ?? null, said?.tokens ?? before?.tokens ?? null);
    keep(watched.journal, view, before);
    return view;
  };
}

function lookAt({ request, journal, context }: Watched, line: string | null, tokens: number | null): LiveView {
  const agent = agentPhase(journal);
  const pid = readAgent(journal)?.pid ?? null;
  return { node: request.node, agent, pid, line, tokens, quietSeconds: quietSeconds(journal, context.stdoutFile) };
}

function lastSaid({ adapter, context }: Watched): Said {
  const said: Said = { text: null, tokens: null };
  for (const line of lastLines(context.stdoutFile).reverse()) {
    const { text, tokens } = (adapter.said ?? plainly)(line);
    said.text ??= text === null ? null : onOneLine(withoutSecrets(text, context));
    said.tokens ??= tokens;
    if (said.text !== null && said.tokens !== null) break;
  }
  return said;
}

/** For runners whose lines are for people as they are. */
export const plainly = (line: string): Said => ({ text: line.trim() === '' ? null : line, tokens: null });

const onOneLine = (text: string): string => [...text.trim().replace(/\s+/g, ' ')].slice(0, LINE_WIDTH).join('');

/** How long it is quiet changes all the time and is seen from the output itself. */
function keep(journal: Journal, view: LiveView, before: LiveView | null): void {
  const text = (one: LiveView | null): string => JSON.stringify({ ...one, quietSeconds: undefined });
  if (text(view) === text(before)) return;
  try {
    writeWhole(join(journal.dir, journalFiles.live), text(view));
  } catch {
    // A full disk must not end a stage for the sake of its picture.
  }
}
