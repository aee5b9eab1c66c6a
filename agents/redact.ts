// Takes secrets out of text that we store. Two nets: well-known shapes, and the values of the worker's own secret variables.

export const REDACTED = '[redacted]';

/** Shortest value of a secret variable that is looked for; shorter ones would black out ordinary words. */
const MIN_SECRET_LENGTH = 8;

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i;

/** A shape, and what stays of it (`$1` keeps a harmless beginning). */
const SHAPES: readonly [RegExp, string][] = [
  [/(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)[^\s"',;]+/gi, `$1${REDACTED}`],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, REDACTED],
  [/\bgh[pousr]_[A-Za-z0-9]{16,}/g, REDACTED],
  [/\bgithub_pat_[A-Za-z0-9_]{20,}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
];

/**
 * Pure. `env`: every environment the agent or the worker had; values of variables named *KEY*, *TOKEN*, *SECRET* or
 * *PASSWORD* are removed, also where they stand escaped inside JSON.
 */
export function redact(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const shaped = SHAPES.reduce((result, [pattern, kept]) => result.replace(pattern, kept), text);
  return secretValues(env).reduce((result, value) => result.replaceAll(value, REDACTED), shaped);
}

/** Longest first, so that a secret which contains another leaves no remainder. */
function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SECRET_NAME.test(name) && value.length >= MIN_SECRET_LENGTH ? forms(value) : [],
  );
  return values.sort((a, b) => b.length - a.length);
}

const forms = (value: string): string[] => [...new Set([value, JSON.stringify(value).slice(1, -1)])];
