// Says something through a named pipe of ours, and never waits for anybody.
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
