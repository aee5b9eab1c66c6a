// A stage that repairs names where the work should go on: a line `name: node` of its final message, the last one counts.
import { undressed } from './marks.js';

/** `names`: under which it may be given, best first. */
export function readResume(finalMessage: string, names: readonly string[]): string | undefined {
  const lines = finalMessage.split('\n').map((line) => undressed(line.replace(/[*`]/g, '')).text);
  for (const name of names) {
    const line = lines.findLast((one) => one.startsWith(`${name}:`));
    const node = line?.slice(name.length + 1).trim();
    if (node !== undefined && node !== '') return node;
  }
  return undefined;
}
