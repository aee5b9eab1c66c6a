// JSON lines as they are found after a crash: a torn or broken line is passed over, never an error.
import { DEEPEST, isDeeperThan } from './depth.js';

/** The object that a text holds; null when it holds none. */
export function jsonObject(text: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = text ? JSON.parse(text) : null;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Characters of what an agent left to be read by the runtime; more is no answer. */
export const MOST_READ = 256 * 1024;

/** The object of a document that an agent left; null when it holds none, or one that is too large or too deeply nested. */
export function smallObject(text: string): Record<string, unknown> | null {
  const object = text.length > MOST_READ ? null : jsonObject(text);
  return object === null || isDeeperThan(DEEPEST, object) ? null : object;
}

/** The objects of whole and torn lines alike, as far as they parse. */
export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .map(jsonObject)
    .filter((value) => value !== null);
