// One question to the server, and what came of it. An answer that is asked for again stays on the screen until the new one is here.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Refusal } from '../../contract.js';
import { type Paced, paced } from './paced.js';

export type Trouble = Refusal['error'];
export type Answered<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

export interface Answer<T> {
  /** Null = there is none so far. */
  value: T | null;
  /** Why the last try brought none. */
  trouble: Trouble | null;
}

const NO_SERVER: Trouble = {
  code: 'no_server',
  message: 'The server of this page does not answer.',
  hint: 'Start `millrace serve` again; this page goes on by itself.',
};

const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object';

/** `address`: below `/api/`. Never throws. */
export async function askServer<T>(address: string, signal?: AbortSignal): Promise<Answered<T>> {
  try {
    const response = await fetch(`/api/${address}`, {
      headers: { accept: 'application/json' },
      ...(signal && { signal }),
    });
    const value: unknown = await response.json();
    if (response.ok) return { ok: true, value: value as T };
    return { ok: false, trouble: isRefusal(value) ? value.error : unclear(response.status) };
  } catch {
    return { ok: false, trouble: NO_SERVER };
  }
}

const unclear = (status: number): Trouble => ({
  code: 'unclear',
  message: `The server answered with ${status}, and gave no reason.`,
  hint: 'Load the page again by the address that `millrace serve` printed.',
});

/** Why the server does not open a stream, with the HTTP status; null where it would, or does not answer. */
export async function whyRefused(address: string): Promise<{ status: number; trouble: Trouble } | null> {
  const stop = new AbortController();
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' }, signal: stop.signal });
    const { ok, status } = response;
    const value: unknown = ok ? null : await response.json().catch(() => null);
    return ok ? null : { status, trouble: isRefusal(value) ? value.error : unclear(status) };
  } catch {
    return null;
  } finally {
    stop.abort();
  }
}

interface Kept<T> extends Answer<T> {
  /** The address that it is the answer of. */
  of: string | null;
}

/** Asks again when `again` is another value, and rests `pause` ms after each answer. Null asks nothing. */
export function useAnswer<T>(address: string | null, again: unknown = null, pause = 500): Answer<T> {
  const [kept, keep] = useState<Kept<T>>({ ...NOTHING, of: null });
  const asking = useRef<Paced | null>(null);
  useEffect(() => {
    if (address === null) return undefined;
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      const answered = await askServer<T>(address, stop.signal);
      if (stop.signal.aborted) return;
      keep((before) => ({ ...taken(before.of === address ? before : NOTHING, answered), of: address }));
    };
    asking.current = paced(load, pause);
    return () => {
      asking.current?.stop();
      stop.abort();
    };
  }, [address]);
  useEffect(() => asking.current?.ask(), [address, again]);
  return kept.of === address ? kept : NOTHING;
}

const NOTHING = { value: null, trouble: null };

const taken = <T>(before: Answer<T>, answered: Answered<T>): Answer<T> =>
  answered.ok ? { value: answered.value, trouble: null } : { value: before.value, trouble: answered.trouble };
