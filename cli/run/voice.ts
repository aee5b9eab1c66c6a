// What a worker says while it works: to its reader, and to its log once nobody reads or nothing can be written. It works on either way.
import { type Channel, putJson, putLine } from '../output.js';
import { stopsWriter } from './job.js';

export interface Voice {
  say(line: string): void;
  /** A line for programs, on stdout. */
  record(value: object): void;
  /** For lines that somebody else tried to write. */
  keep(lines: readonly string[]): void;
}

/** `channel`: for people. `log`: takes a line into the worker's log; must not throw. */
export function openVoice(channel: Channel, log: (message: string) => void): Voice {
  const say = (line: string): void => {
    if (stopsWriter(channel)) return log(line);
    putLine(channel, line, (error) => {
      if (error) log(line);
    });
  };
  const record = (value: object): void => {
    if (stopsWriter('stdout')) return log(JSON.stringify(value));
    putJson(value, (error) => {
      if (error) log(JSON.stringify(value));
    });
  };
  return { say, record, keep: (lines) => lines.forEach((line) => log(line)) };
}
