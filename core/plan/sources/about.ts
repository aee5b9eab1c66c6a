// What a file of the assets says of itself: the comment that it begins with.

/** On one line; empty for a file that begins with anything else. */
export function aboutOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^#+/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
