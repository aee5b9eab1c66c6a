// The outcome of a stage is the last line of its final message that is a legal marker. Other headings do not count.

const MARKER_LINE = /^###\s+([A-Z][A-Z0-9_]*)$/;

export type Marker =
  | { found: true; outcome: string; isLastLine: boolean }
  /** `seen`: a line shaped like a marker that is not legal here; null when there was none. */
  | { found: false; seen: string | null };

export function readMarker(finalMessage: string, legal: readonly string[]): Marker {
  const lines = finalMessage
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const tokens = lines.map((line) => MARKER_LINE.exec(line)?.[1] ?? null);
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token && legal.includes(token)) return { found: true, outcome: token, isLastLine: index === tokens.length - 1 };
  }
  return { found: false, seen: tokens.findLast((token) => token !== null) ?? null };
}
