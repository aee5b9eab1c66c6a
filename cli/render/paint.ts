// Colour where a person looks at a terminal that wants it, and nowhere else. What is painted carries marks that only the way out
// turns into what a terminal obeys: text from elsewhere cannot hold them, because each process draws them anew.

export type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Two signs of private use, and between them what nobody can know before this process runs. */
const KEY = `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
const mark = (code: number): string => `\ue000${KEY}${code}\ue001`;
const MARKS = new RegExp(`\ue000${KEY}(\\d+)\ue001`, 'g');

/** `NO_COLOR` (any value but an empty one) and anything that is not a terminal get plain text. */
export function paintFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const plain = !isTerminal || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return (style, text) => (plain ? text : `${mark(STYLES[style])}${text}${mark(0)}`);
}

/** The line as a terminal takes it: for the way out alone. */
export const painted = (line: string): string => line.replace(MARKS, '\u001b[$1m');

/** The line without marks, for measuring it. */
export const bare = (line: string): string => line.replace(MARKS, '');
