// The heaps of a process's threads, as they tell them.
import { readText } from '../../agents/files.js';

/** The two threads of a worker: one runs the workflows, the main one does all else. */
const THREADS = { main: 0, workflows: 1 } as const;
export type Thread = keyof typeof THREADS;

/** Milliseconds since 1970; the first moment is left out. */
export type During = readonly [from: number, to: number];

/** Arguments for Node. `into`: absolute path with which the names of the files begin. */
export function tellingHeaps(into: string): string[] {
  const address = new URL('./teller.js', import.meta.url);
  address.searchParams.set('into', into);
  return ['--import', address.href];
}

/** The least that the thread used meanwhile, in kB; null where it told nothing. */
export const leastHeap = (into: string, thread: Thread, during: During): number | null =>
  leastTold(readText(`${into}-${THREADS[thread]}`) ?? '', during);

/** `text`: lines of a moment and of bytes. One that is still being written is left out. */
export function leastTold(text: string, [from, to]: During): number | null {
  const lines = text.split('\n').slice(0, -1);
  const told = lines.map((line) => line.split(' ').map(Number)).filter(([at = 0]) => at > from && at <= to);
  return told.length === 0 ? null : Math.min(...told.map(([, used = 0]) => used)) / 1024;
}
