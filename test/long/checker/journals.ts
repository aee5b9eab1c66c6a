// What the agent hosts wrote of each request: files that are only ever added.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { linesOf, namesIn, readText } from './files.js';

export interface Decided {
  requestId: string;
  outcome: string;
  usage?: { input: number; cachedInput: number; output: number; total: number } | null;
  startedAt?: string;
  endedAt?: string;
}

export interface Journal {
  /** Hosts that ever claimed the request. */
  claims: string[];
  /** Null when no agent was started. */
  agentPid: number | null;
  /** What the runtime made of the agent's answer; null when it was not decided. */
  decided: Decided | null;
  /** How the agent ended; null when nobody wrote that down. */
  done: { kind: string; status?: number } | null;
}

/** By request, for every request that has a journal or a result. */
export function readJournals(dir: string): Map<string, Journal> {
  const requests = new Set([...namesIn(path.join(dir, 'journals')), ...namesIn(path.join(dir, 'done'))]);
  return new Map([...requests].sort().map((request) => [request, readJournal(dir, request)]));
}

function readJournal(dir: string, request: string): Journal {
  const folder = path.join(dir, 'journals', request);
  return {
    claims: namesIn(folder).filter((name) => /^claim-\d+$/.test(name)),
    agentPid: valueIn<{ pid: number }>(path.join(folder, 'agent'))?.pid ?? null,
    decided: valueIn<{ outcome: Journal['decided'] }>(path.join(folder, 'decided.json'))?.outcome ?? null,
    done: valueIn(path.join(dir, 'done', request)),
  };
}

/** Null when the file is missing or torn: to the reader that is the same. */
const valueIn = <T>(file: string): T | null => (existsSync(file) ? (linesOf<T>(readText(file))[0] ?? null) : null);
