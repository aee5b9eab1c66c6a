// What stands in a recorded tree for a file whose content is not in it: its size and time, so that a change of them shows.
import type { Omitted } from '../core/contracts/checkpoints.js';

const HEAD = 'millrace: not recorded (';
/** Bytes: no stand-in is longer. */
export const LONGEST_STAND_IN = 200;

/** Its last byte makes it binary: nobody counts lines of it. */
export const standInText = ({ reason, size, mtime }: Omitted): string =>
  `${HEAD}${reason})\nsize ${size}\nmodified ${new Date(mtime).toISOString()}\n\0`;

export const isStandIn = (content: Uint8Array): boolean =>
  content.length <= LONGEST_STAND_IN &&
  content.at(-1) === 0 &&
  Buffer.from(content.subarray(0, HEAD.length)).toString('utf8') === HEAD;
