// What a worker says while it works: to its reader, and to its log once nobody reads or nothing can be written. It works on either way. One that
// stays says everything to its log: nobody sits at its terminal.
import { type Channel, putLine } from '../output.js';
import { stopsWriter } from './job.js';

export interface Voice {
  say(line: string): void;
  /** For lines that somebody else tried to write. */
  keep(lines: readonly string[]): void;
}

/** `log`: takes a line into the worker's log; must not throw. `stays`: it gets every line, whether one reads or not; default false. */
export function openVoice(channel: Channel, log: (message: string) => void, stays = false): Voice {
  const say = (line: string): void => {
    if (stopsWriter(channel)) return log(line);
    if (stays) log(line);
    putLine(channel, line, (error) => {
      if (error && !stays) log(line);
    });
  };
  return { say, keep: (lines) => lines.forEach((line) => log(line)) };
}
