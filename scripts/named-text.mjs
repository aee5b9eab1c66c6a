// How texts are written of which V8's compiled code is kept beside them.
import { createHash } from 'node:crypto';

/** A text of one byte a sign is read three times as fast. What is left stands in patterns and comments, where its number means the same. */
export const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** As a file of the command line is run. */
export const asFunction = (text) =>
  named(`(function (exports, require, module, __filename, __dirname) {${inAscii(text)}\n})`);

/** It ends with its own name, so that what is compiled of another text is told apart (`cli/kept-code.ts`). */
export function named(text) {
  const made = `${text}\n//`;
  return `${made}${createHash('sha256').update(made).digest('hex')}`;
}
