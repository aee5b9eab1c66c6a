// Takes secrets out of text that we store. Two nets: the values of secret variables in all their forms, and well-known shapes. What it
// costs grows with the text alone, and a second time changes nothing.
import { REDACTED, shapesIn, withoutShapes } from './secrets/shapes.js';
import { type Environment, finderOf, type Finder, secretsOf } from './secrets/values.js';

export { REDACTED };

/**
 * Pure. `env`: every environment the agent or the worker had. Taken out are values of variables named *KEY*, *TOKEN*, *SECRET*,
 * *PASS*, *PWD*, *CRED* or *AUTH*, each line of them, and the user of every address.
 */
export function redact(text: string, ...env: readonly Environment[]): string {
  if (text === '') return text;
  const { forms, encoded } = finder(secretsOf(env));
  const plain = forms === null ? text : text.replace(forms, REDACTED);
  return withoutShapes(encoded === null ? plain : plain.replace(encoded, REDACTED));
}

/** Where in the text a secret lies, from its first character up to the one after it; in no order. Pure. `env`: see `redact`. */
export function spansOf(text: string, ...env: readonly Environment[]): [start: number, end: number][] {
  const { forms, encoded } = finder(secretsOf(env));
  const found = [forms, encoded].flatMap((pattern) => (pattern === null ? [] : [...text.matchAll(pattern)]));
  return [...found, ...shapesIn(text)].map((match) => [match.index, match.index + match[0].length]);
}

let last: { key: string; finder: Finder } | null = null;

/** The environment hardly ever changes, and a finder is dear to make. */
function finder(secrets: readonly string[]): Finder {
  const key = secrets.join('\0');
  if (last?.key !== key) last = { key, finder: finderOf(secrets) };
  return last.finder;
}
