// A third net for whole texts that are stored: the rules of secretlint, which know secrets that ours do not. They look at a text as a
// whole, so it is only for what is written when a stage has ended.
import { REDACTED } from './shapes.js';

/** Texts are given in so many characters: the rules were measured at a few ms per MB, and a larger text is held twice. */
const LARGEST = 8 * 1024 * 1024;

type Range = readonly [start: number, end: number];

/** The text without what the rules find. Larger texts than 8 million characters are looked at in pieces, cut at ends of lines. */
export async function scanned(text: string): Promise<string> {
  const parts = piecesOf(text, LARGEST);
  const clean = await Promise.all(parts.map(async (part) => without(part, await rangesIn(part))));
  return clean.join('');
}

function piecesOf(text: string, largest: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > largest) {
    const end = text.lastIndexOf('\n', from + largest) + 1;
    const to = end > from ? end : from + largest;
    parts.push(text.slice(from, to));
    from = to;
  }
  return [...parts, text.slice(from)];
}

let lint: ReturnType<typeof loaded> | null = null;

/** It notes the times of each rule for good and looks through all of them at every note: a worker would grow, and get slower with every text. */
async function loaded() {
  const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  secretLintProfiler.mark = () => undefined;
  return { lintSource, creator };
}

/** What could not be loaded once, as for want of open files, is loaded by the next text. */
const loadedAnew = (): ReturnType<typeof loaded> =>
  loaded().catch((error: unknown) => {
    lint = null;
    throw error;
  });

async function rangesIn(content: string): Promise<Range[]> {
  if (content.trim() === '') return [];
  const { lintSource, creator } = await (lint ??= loadedAnew());
  const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }];
  const source = { content, filePath: 'output.txt', ext: '.txt', contentType: 'text' as const };
  const { messages } = await lintSource({ source, options: { config: { rules }, noPhysicFilePath: true } });
  return messages.map(({ range }) => [range[0], range[1]]);
}

/** What was taken out already is found by no rule twice. */
function without(text: string, ranges: readonly Range[]): string {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  let at = 0;
  const kept = sorted.flatMap(([start, end]) => {
    if (end <= at || text.slice(start, end).includes(REDACTED)) return [];
    const before = text.slice(at, Math.max(start, at));
    at = end;
    return [before, REDACTED];
  });
  return [...kept, text.slice(at)].join('');
}
