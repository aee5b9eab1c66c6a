// Named pipes, at which nobody here ever waits: says something through one of ours, and lets go on who waits at another.
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';

/** False, with nothing said, without a reader, without room for the text, and where no pipe is. */
export function tellPipe(pipe: string, text: string): boolean {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    return fstatSync(descriptor).isFIFO() && writeSync(descriptor, text) > 0;
  } catch {
    return false;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Whoever waits for the other end of it goes on, and reads an empty file. Nothing is read or written; harmless where no pipe is. */
export function passPipe(pipe: string | Buffer): void {
  try {
    closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW));
  } catch {
    // It is gone, or is none any more.
  }
}
