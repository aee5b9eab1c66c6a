// The functions of Temporal's messages that a worker called when the build ran it, as protobufjs wrote them, in a file of their own: a start that finds
// them there neither writes nor compiles them.
import { asFunction } from './named-text.mjs';

/** What the SDK's file asks for functions, and tells of those that it had to write: `messages-later.mjs`, and `cli/one-file.ts` where it starts. */
const MESSAGES = Symbol.for('millrace.messages');

/** From now on; gives what is told, by name. */
export function noteWritten() {
  const noted = new Map();
  Object.defineProperty(globalThis, MESSAGES, { value: { functions: {}, noted }, configurable: true });
  return noted;
}

/** Text of the file. `of`: name of the text of the SDK that wrote them. In brackets V8 compiles a function with its file. */
export function writtenText(noted, of) {
  const lines = [...noted].map(
    ([name, { scope, text }]) => `${JSON.stringify(name)}: (function (${scope.join(', ')}) { return (${text}); })`,
  );
  return asFunction(`module.exports = { of: ${JSON.stringify(of)}, functions: {\n${lines.join(',\n')}\n} };`);
}
