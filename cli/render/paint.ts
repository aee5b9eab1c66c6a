// Colour where a person looks at a terminal that wants it, and nowhere else.

export type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** `NO_COLOR` (any value but an empty one) and anything that is not a terminal get plain text. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const plain = stream.isTTY !== true || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return (style, text) => (plain ? text : `\u001b[${STYLES[style]}m${text}\u001b[0m`);
}
