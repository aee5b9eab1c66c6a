// A reason for people: what the runtime saw, and what the agent itself said of it, each marked as what it is.

/** The runtime's own sentence, then the agent's. `words`: undefined = it said nothing; `who`: begins a sentence. */
export const withWords = (seen: string, words: string | undefined, who = 'It'): string =>
  words === undefined ? seen : `${seen.replace(/[.!?…]$/, '')}. ${who} says: ${words}`;

/** Of an agent that cannot go on: what it says is the reason. */
export const asks = (who: string, words: string): string => `${who} asks: ${words}`;
