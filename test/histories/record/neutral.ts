// Takes out of a history what names a machine or a person. What replay compares (types, ids, durations, the order of
// commands) stays as it was, and a payload stays the same JSON but for the paths in it.
import { isJsonPayload, textOf } from '../traces.js';

/** A real path and the word that stands for it. */
export type PathWord = readonly [real: string, neutral: string];

/** One neutraliser for all histories of a drill, so that a process has the same name in each. Longer paths go first. */
export function neutraliser(paths: readonly PathWord[]): <T>(history: T) => T {
  const identities = new Map<string, string>();
  const words = [...paths].sort(([a], [b]) => b.length - a.length);
  const text = (value: string): string => words.reduce((all, [real, neutral]) => all.replaceAll(real, neutral), value);
  const identity = (value: string): string => {
    if (!identities.has(value)) identities.set(value, `process-${identities.size + 1}`);
    return identities.get(value) ?? '';
  };
  const field = (key: string, value: unknown): unknown => {
    if (key === 'identity' && typeof value === 'string') return identity(value);
    // Stack traces are for people at that machine; no workflow reads them.
    return key === 'stackTrace' ? '' : walk(value);
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if (isJsonPayload(value)) return { ...value, data: Buffer.from(text(textOf(value))).toString('base64') };
    if (isStickyQueue(value)) return { ...value, name: 'sticky' };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, field(key, inner)]));
  };
  return (history) => walk(history) as typeof history;
}

/** A worker's own queue is named after its process. */
const isStickyQueue = (value: object): boolean => 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY';
