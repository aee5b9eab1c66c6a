// Words that thousands of records say: each is kept once.

/** Gives, of equal words, the one that it was given first. */
export function keptWords(): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const first = known.get(word);
    if (first === undefined) known.set(word, word);
    return first ?? word;
  };
}
