// The lines of a part of an agent's output. They end at \n only: strings in them may hold U+2028, which other splitters break at.

/** Hands on what is no blank line; a last one without its end is still being written, unless `isWhole` says that it is not. */
export function eachLine(text: string, isWhole: (rest: string) => boolean, apply: (line: string) => void): void {
  const lines = text.split('\n');
  if (!isWhole(lines.at(-1) ?? '')) lines.pop();
  for (const line of lines) if (line.trim() !== '') apply(line);
}
