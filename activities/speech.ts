// The one gate to the history of a workflow: no word that an agent may have said passes it with a secret in it, neither in the outcome of a
// stage nor in the message of an error.
import type { StageOutcome } from '../core/contracts/stage.js';
import type { RunnerConfig } from '../agents/runner-config.js';
import { withoutSecrets } from '../agents/context.js';
import { redact } from '../agents/redact.js';
import { LIMITS } from '../core/contracts/limits.js';
import { clip, clipMiddle } from '../core/inert.js';

interface Surroundings {
  env: NodeJS.ProcessEnv;
  config: RunnerConfig;
}

/** In characters: an agent can make a reason of megabytes, and a message of them is refused by the server for ever. */
const MOST = 4000;

/** Names, numbers and digests stay as they are: only what is written for people can hold words of an agent. */
export function spokenOutcome(outcome: StageOutcome, around: Surroundings): StageOutcome {
  const clean = (text: string): string => clip(withoutSecrets(text, around), MOST);
  const { detail, words, notes } = outcome;
  const said = words === undefined ? {} : { words: clip(clean(words), LIMITS.words) };
  return { ...outcome, detail: detail && clean(detail), ...said, notes: notes.map(clean) };
}

type Activity = (...args: never[]) => Promise<unknown>;

/** The same activities; the messages of what they throw hold no secret of this environment, and are short enough to be told. */
export const speaking = <A extends object>(activities: A, env: NodeJS.ProcessEnv): A =>
  Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => {
      const call = activity as Activity;
      return [name, (...args: never[]) => call(...args).catch((error: unknown) => Promise.reject(spoken(error, env)))];
    }),
  ) as A;

const DEEPEST = 5;

const clean = (text: string, env: NodeJS.ProcessEnv): string => clipMiddle(redact(text, env), MOST);

/** The same error, so that its kind and what tries it again stay; with its causes, as far as they can be read. */
function spoken(error: unknown, env: NodeJS.ProcessEnv): Error {
  const thrown = error instanceof Error ? error : new Error(String(error));
  let one: unknown = thrown;
  for (let depth = 0; one instanceof Error && depth < DEEPEST; depth++, one = one.cause) {
    const [message, stack] = [clean(one.message, env), clean(one.stack ?? '', env)];
    if (message !== one.message) Object.defineProperty(one, 'message', { value: message });
    if (stack !== one.stack) Object.defineProperty(one, 'stack', { value: stack });
    // Beyond that nobody looked for secrets.
    if (depth === DEEPEST - 1 && one.cause !== undefined) Object.defineProperty(one, 'cause', { value: undefined });
  }
  return thrown;
}
