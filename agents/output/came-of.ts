// What came of a tool, for a person who watches: it was named when it began, and the end of its output shows the rest.

const LINES = 5;

/** `end`: how it ended, in words; empty where there is nothing to say. */
export const cameOf = (output: string, end: string): string =>
  [...output.trimEnd().split('\n').slice(-LINES), end].filter((line) => line !== '').join('\n');
