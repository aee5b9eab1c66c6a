// What the agents of a campaign wrote of themselves, and what lay between them, by their own clocks.
import { jsonLines } from '../../core/json-lines.js';
import { readText } from '../../agents/files.js';
import type { AgentLine } from '../long/chaos/figures.js';

const LEARNING = new Set(['analyst', 'professor', 'curator', 'librarian']);

/** `file`: absolute; empty where no agent has started yet. */
export const agentsIn = (file: string): AgentLine[] => jsonLines(readText(file) ?? '') as unknown as AgentLine[];

export const startsIn = (lines: readonly AgentLine[]): AgentLine[] => lines.filter(({ event }) => event === 'start');

/** Starts beyond one for each request: what would have been paid twice. */
export function paidTwice(lines: readonly AgentLine[]): number {
  const starts = startsIn(lines);
  return starts.length - new Set(starts.map(({ request }) => request)).size;
}

/** From the first start to the last end, ms; 0 before that. */
export const spanOf = (lines: readonly AgentLine[]): number =>
  lines.length === 0 ? 0 : Math.max(...lines.map(({ at }) => at)) - Math.min(...lines.map(({ at }) => at));

/** From the end of each agent of the foreground to the start of the next one, ms: what the system adds to the agents. */
export function gapsBetween(lines: readonly AgentLine[]): number[] {
  const foreground = lines.filter(({ node }) => !LEARNING.has(node)).sort((a, b) => a.at - b.at);
  return foreground.flatMap((line, index) => {
    const before = foreground[index - 1];
    return line.event === 'start' && before?.event === 'end' ? [line.at - before.at] : [];
  });
}
