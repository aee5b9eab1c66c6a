// A word as a shell takes it: ids and paths come from file names, and a command that is pasted must be the one that was meant.

/** The text itself where a shell sees nothing in it, else in single quotes. One line stays one line only if the text is one. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
