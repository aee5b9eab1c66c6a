// A long list that comes in pages: the first is asked for again when something changed, older ones stay as they came.
import { useEffect, useState } from 'preact/hooks';
import { withQuery } from '../route.js';
import { type Answer, askServer, type Trouble, useAnswer } from './answer.js';

export interface Page {
  /** For `before`; null = this is the end. */
  next: string | null;
}

export interface Paged<P> {
  first: Answer<P>;
  /** Newest first; the first among them. */
  pages: readonly P[];
  next: string | null;
  more: () => void;
  /** Why the last older page did not come. */
  trouble: Trouble | null;
}

/** `query`: the filter; another filter begins anew. */
export function usePaged<P extends Page>(
  path: string,
  query: readonly (readonly [string, string])[],
  again: unknown,
): Paged<P> {
  const address = withQuery(path, query);
  const first = useAnswer<P>(address, again);
  const [older, setOlder] = useState<readonly P[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => setOlder([]), [address]);
  const pages = first.value === null ? [] : [first.value, ...older];
  const next = pages.at(-1)?.next ?? null;
  const more = async (): Promise<void> => {
    const answered = await askServer<P>(withQuery(path, [...query, ['before', next ?? '']]));
    setTrouble(answered.ok ? null : answered.trouble);
    if (answered.ok) setOlder((before) => [...before, answered.value]);
  };
  return { first, pages, next, trouble, more: () => void more() };
}

/** Each once: while pages are read, rows move from one into the next. */
export function once<T>(rows: readonly T[], keyOf: (row: T) => string | number): T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}
