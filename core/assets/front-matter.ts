// The front matter of a skill: what lies between two lines `---` at its very beginning, and the text below it.

const BLOCK = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** `front` is null where there is none; the body is the whole text then. */
export function splitFrontMatter(text: string): { front: string | null; body: string } {
  const block = BLOCK.exec(text);
  return { front: block?.[1] ?? null, body: text.slice(block?.[0].length ?? 0) };
}
