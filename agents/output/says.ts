// Which message of an agent is its last one: after its work a model may end with an empty one, or with a sign alone.

/** It holds a letter or a digit of any script. */
export const saysAnything = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
