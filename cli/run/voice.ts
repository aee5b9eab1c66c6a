// What a worker says while it works: to its reader, and to its log once nobody reads or nothing can be written. It works on either way.

import { stopsWriter } from './job.js';

export interface Voice {
  say(line: string): void;
  /** For text that somebody else tried to write. */
  keep(text: string): void;
}

/** `log`: takes a line into the worker's log; must not throw. */
export function openVoice(stream: NodeJS.WritableStream & { isTTY?: boolean }, log: (message: string) => void): Voice {
  const keep = (text: string): void =>
    text
      .trimEnd()
      .split('\n')
      .forEach((line) => log(line));
  const say = (line: string): void => {
    if (stopsWriter(stream)) return keep(line);
    stream.write(`${line}\n`, (error) => {
      if (error) keep(line);
    });
  };
  return { say, keep };
}
