// Secrets that are known by their shape alone. Every shape is linear: it begins at one place only, and no part of it can be read in
// two ways.

export const REDACTED = '[redacted]';

/** No letter before it, unless that one is an escape of JSON, as in `\nsk-…`. */
const START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=\\[bfnrt]))`;

/** Beginnings that issuers give their tokens, with what follows. */
const TOKENS: readonly string[] = [
  'sk-[A-Za-z0-9_-]{8,}',
  '[sr]k_(?:live|test)_[A-Za-z0-9]{10,}',
  'whsec_[A-Za-z0-9+/=]{16,}',
  'gh[pousr]_[A-Za-z0-9]{16,}',
  'github_pat_[A-Za-z0-9_]{20,}',
  'gl(?:pat|ptt|dt|rt|ft|cbt|oas|soat|agent)-[A-Za-z0-9_.-]{12,}',
  '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])',
  'xox[a-z]-[A-Za-z0-9-]{10,}',
  'xapp-[A-Za-z0-9-]{10,}',
  'AIza[A-Za-z0-9_-]{30,}',
  String.raw`ya29\.[A-Za-z0-9_-]{20,}`,
  'hf_[A-Za-z0-9]{20,}',
  'npm_[A-Za-z0-9]{20,}',
  'pypi-[A-Za-z0-9_-]{20,}',
  'do[opr]_v1_[a-f0-9]{32,}',
  'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,}',
  String.raw`SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`,
  String.raw`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`,
];

/** What stays of a shape stands in its first group. */
const SHAPES: readonly RegExp[] = [
  new RegExp(`${START}()(?:${TOKENS.join('|')})`, 'g'),
  /(\bauthorization\\?["']?\s{0,9}[:=]\s{0,9}\\?["']?(?:bearer|basic|token)\s{1,9})[^\s"'\\,;]{1,4096}/gi,
  // A block without its end ends where no key can be any more.
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  // The rest of one whose beginning was cut away: it is all that comes before.
  /^()[A-Za-z0-9+/=\s\\]{1,20000}-----END [A-Z ]{0,40}PRIVATE KEY-----/g,
  // Who asks at an address: `user:password@`, or a long word alone, which is a token.
  /(:\/\/)(?:[^\s/?#@:"'<>\\]{0,200}:[^\s/?#@"'<>\\]{1,400}|[^\s/?#@:"'<>\\]{20,400})(?=@)/g,
];

/** Pure. Text in which such a secret was taken out stays as it is. */
export const withoutShapes = (text: string): string =>
  SHAPES.reduce((result, shape) => result.replace(shape, `$1${REDACTED}`), text);

/** What `withoutShapes` would take out. */
export const shapesIn = (text: string): RegExpExecArray[] => SHAPES.flatMap((shape) => [...text.matchAll(shape)]);
