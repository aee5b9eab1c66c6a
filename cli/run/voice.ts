// What a worker says while it works: to its reader, and to its log once nobody reads or nothing can be written. It works on either way.
import { type Channel, putLine } from '../output.js';

export interface Voice {
  say(line: string): void;
  /** For lines that somebody else tried to write. */
  keep(lines: readonly string[]): void;
}

/** `log`: takes a line into the worker's log; must not throw. */
export function openVoice(channel: Channel, log: (message: string) => void): Voice {
  const say = (line: string): void =>
    putLine(channel, line, (error) => {
      if (error) log(line);
    });
  return { say, keep: (lines) => lines.forEach((line) => log(line)) };
}
