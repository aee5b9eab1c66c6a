// The lexical level of the grammar: lines, labels, list items. Labels count only at the very start of a line.

/** Lines without their ends; LF, CRLF and CR all end a line, and a leading byte order mark is dropped. */
export const splitLines = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);

export const isBlank = (line: string): boolean => line.trim() === '';

/** `Label: value` with the value stripped; null for any other line. */
export function labelled(line: string): { label: string; value: string } | null {
  const match = /^([A-Za-z][A-Za-z0-9-]*):(.*)$/s.exec(line);
  return match === null ? null : { label: match[1]!, value: match[2]!.trim() };
}

/** Text of a `- item` line, `''` for a bare `-`; null for any other line. */
export function itemOf(line: string): string | null {
  const match = /^\s*-(?:\s(.*))?$/s.exec(line);
  return match === null ? null : (match[1] ?? '').trim();
}

/** The lines without blank ones at either end; those between are kept as they are. */
export function trimBlankLines(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  if (first < 0) return [];
  let end = lines.length;
  while (isBlank(lines[end - 1]!)) end -= 1;
  return lines.slice(first, end);
}
