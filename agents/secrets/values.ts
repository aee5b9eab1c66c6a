// The secrets of an environment, and the forms in which an agent may repeat them: in other case, percent-encoded, escaped in JSON,
// in hex, in base64 wherever in a longer text.
import { REDACTED } from './shapes.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Shorter values would black out ordinary words. */
const SHORTEST = 8;
/** Values from this length on are looked for as whole words, where they mix letters and digits. */
const SHORTEST_WORD = 6;
/** Parts of a longer value, such as a line of it. */
const SHORTEST_PART = 10;
const SHORTEST_BASE64 = 10;
const LONGEST = 16_384;

const STRICT = /KEY|TOKEN|SECRET|PASS|CRED|PWD/i;
/** Names that say little: their value is taken for a secret only where it looks like one. */
const LOOSE = /AUTH(?!OR)/i;
const FOLDERS = new Set(['PWD', 'OLDPWD']);
const PATH = /^(?:\/|~\/|\.{1,2}\/)[\w.@+-]+(?:\/[\w.@+-]+)*\/?$/;
const PASSWORD = /:\/\/([^\s/?#@]{0,4096})@/;
const ARMOUR = /^-+\s*(?:BEGIN|END)\b/;

/** Everything in environments that must not be stored, longest first, so that a secret within another leaves no remainder. */
export function secretsOf(all: readonly Environment[]): string[] {
  const found = new Set(all.flatMap(secretsOfOne));
  return [...found].filter(canBeTaken).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** Of environments that nobody can change any more: a stage asks for them with each text. */
const kept = new WeakMap<Environment, readonly string[]>();

function secretsOfOne(env: Environment): readonly string[] {
  const known = kept.get(env);
  if (known !== undefined) return known;
  const found = Object.entries(env).flatMap(([name, value]) => (value ? secretsIn(name, value) : []));
  if (Object.isFrozen(env)) kept.set(env, found);
  return found;
}

function secretsIn(name: string, value: string): string[] {
  const inAddress = userinfo(value);
  const whole = isSecret(name, value) ? [value, ...lines(value)] : [];
  return [...whole, ...inAddress];
}

function isSecret(name: string, value: string): boolean {
  if (FOLDERS.has(name)) return false;
  // The file that a variable names is no secret, but for names that never hold one.
  if (PATH.test(value) && !/TOKEN|SECRET|PASSWORD|ACCESS_KEY/i.test(name)) return false;
  if (STRICT.test(name)) return true;
  if (LOOSE.test(name)) return /[^a-z-]/.test(value);
  return false;
}

/** Of an address: the password, or a long name that is a token; as it stands there and decoded. */
function userinfo(value: string): string[] {
  if (!value.includes('@')) return [];
  const said = PASSWORD.exec(value)?.[1] ?? '';
  const [, password] = /^[^:]*:(.*)$/s.exec(said) ?? [];
  const secret = password ?? (said.length >= 20 ? said : '');
  return secret === '' ? [] : [secret, decoded(secret)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lines(value: string): string[] {
  if (!/[\r\n]/.test(value)) return [];
  const parts = value.split(/[\r\n]+/).map((line) => line.trim());
  return parts.filter((line) => line.length >= SHORTEST_PART && !ARMOUR.test(line));
}

/** The word that takes the place of secrets must never be taken for one. */
function canBeTaken(value: string): boolean {
  const plain = value.toLowerCase();
  if (REDACTED.includes(plain) || plain.includes(REDACTED) || value.length > LONGEST) return false;
  return value.length >= SHORTEST || isWord(value);
}

const isWord = (value: string): boolean =>
  value.length >= SHORTEST_WORD && /^[A-Za-z0-9]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);

export interface Finder {
  /** Whatever the case. */
  forms: RegExp | null;
  encoded: RegExp | null;
}

/** `secrets`: of `secretsOf`. */
export function finderOf(secrets: readonly string[]): Finder {
  const forms = secrets.flatMap((value) => {
    const form = [...value]
      .map(charForm)
      .join('')
      .replace(/(?:\(\?:\\\\\{1,8\}\|%5C\))+/g, BACKSLASHES);
    return value.length < SHORTEST ? [`(?<![\\w-])${form}(?![\\w-])`] : [form, hexOf(value)];
  });
  const encoded = secrets.flatMap((value) => (value.length < SHORTEST ? [] : base64Of(value)));
  return { forms: anyOf(forms, 'gi'), encoded: anyOf(encoded, 'g', '[A-Za-z0-9+/_-]?={0,2}') };
}

const anyOf = (patterns: readonly string[], flags: string, tail = ''): RegExp | null =>
  patterns.length === 0 ? null : new RegExp(`(?:${patterns.join('|')})${tail}`, flags);

const BACKSLASHES = String.raw`(?:\\|%5C){1,64}`;

/** A character as it is, percent-encoded, or escaped in JSON, once or within JSON in JSON. */
function charForm(char: string): string {
  if (char === '\\') return String.raw`(?:\\{1,8}|%5C)`;
  const percent = [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const plain = char.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  const escape = ESCAPES.get(char);
  if (escape !== undefined) return String.raw`(?:${plain}|\\{1,4}${escape}|${percent})`;
  if (char === '"' || char === '/') return String.raw`(?:\\{0,4}${plain}|${percent})`;
  return `(?:${plain}|${percent}${char === ' ' ? String.raw`|\+` : ''})`;
}

const ESCAPES = new Map([
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
]);

const hexOf = (value: string): string => Buffer.from(value).toString('hex');

/** The part of the base64 of any text around it that depends on the value alone, for the three ways it can lie there. */
function base64Of(value: string): string[] {
  const bytes = Buffer.from(value);
  const cores = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const rest = (offset + bytes.length) % 3;
    return text.slice(offset === 0 ? 0 : offset + 1, rest === 0 ? undefined : -1);
  });
  const long = cores.filter((core) => core.length >= SHORTEST_BASE64);
  return [...new Set(long)].map((core) => core.replace(/\+/g, '[+-]').replace(/\//g, '[/_]'));
}
