// Output of an agent as it is shown: in the words of its runner, without secrets, unable to steer the terminal.
import { inert } from '../render/inert.js';
import type { Speak } from './stage.js';

/** `runner`: its name; one that is not known here speaks for itself, line by line, and so does each with `raw`. */
export async function speakerOf(runner: string | null, env: NodeJS.ProcessEnv, raw = false): Promise<Speak> {
  const [{ knownRunner }, { plainly }, { redact }] = await Promise.all([
    import('../../agents/registry.js'),
    import('../../agents/live.js'),
    import('../../agents/redact.js'),
  ]);
  const said = raw || runner === null ? undefined : knownRunner(runner)?.said;
  return (lines) => {
    const words = lines.flatMap((line) => (said ?? plainly)(line).text ?? []);
    // In one go: to look for secrets line by line is dear.
    return words.length === 0 ? [] : redact(words.join('\n'), env).split('\n').map(inert);
  };
}
