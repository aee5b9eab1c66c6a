// Long text for the eye: in lines, lines in blocks, and of a line without end only its beginning.

/** Characters of a line that are shown at first. */
export const LINE_LIMIT = 4000;
export const BLOCK_LINES = 200;

export interface CutLine {
  text: string;
  /** Characters that are left out. */
  cut: number;
}

/** A last empty line is the end of the one before it. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export const cutLine = (line: string, limit = LINE_LIMIT): CutLine =>
  line.length <= limit ? { text: line, cut: 0 } : { text: line.slice(0, limit), cut: line.length - limit };

/** What is outside the window is not drawn by the browser, block by block. */
export function blocksOf<T>(lines: readonly T[], size = BLOCK_LINES): T[][] {
  const blocks: T[][] = [];
  for (let at = 0; at < lines.length; at += size) blocks.push(lines.slice(at, at + size));
  return blocks;
}
