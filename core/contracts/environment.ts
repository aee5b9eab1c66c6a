// What each environment failure means to a person. All of them cost time alone; some pass by themselves, some do not.
import type { EnvironmentFailureClass } from './stage.js';
import { isEnvironmentFailure } from './stage.js';

export interface EnvironmentCause {
  /** It does not pass by itself: `status --check` ends with 20. */
  needsYou: boolean;
  /** What to do, for a person who reads class and detail beside it. */
  remedy: string;
}

const ANEW = 'A change of millrace.toml or of the shell that started the worker counts from the next `millrace run`.';

const CAUSES: Readonly<Record<EnvironmentFailureClass, EnvironmentCause>> = {
  network_unavailable: { needsYou: false, remedy: 'Nothing to do: the stage runs again when the network is back.' },
  provider_unavailable: { needsYou: false, remedy: 'Nothing to do: the stage runs again when the provider is back.' },
  provider_rate_limited: { needsYou: false, remedy: 'Nothing to do: the stage runs again after the limit.' },
  usage_limit_reached: {
    needsYou: false,
    remedy: 'Nothing to do: the stage runs again after the limit, or at once after a new login of the runner.',
  },
  runner_binary_missing: {
    needsYou: true,
    remedy: `Install the runner's program; the stage then runs by itself. ${ANEW}`,
  },
  auth_missing_or_invalid: {
    needsYou: true,
    remedy: `Log the runner in (\`codex login\`, or \`/login\` in \`pi\`); the stage then runs by itself. ${ANEW}`,
  },
  runner_misconfigured: {
    needsYou: true,
    remedy: `Correct the runner's configuration; the stage then runs by itself. ${ANEW}`,
  },
  sandbox_unavailable: {
    needsYou: true,
    remedy:
      'Let the sandbox work (allow user namespaces); the stage then runs by itself. Or choose another permission. ' +
      ANEW,
  },
  runner_broken: {
    needsYou: true,
    remedy:
      'Different items broke off at once with this same message: find out what it means, and put it right; the stage ' +
      `then runs by itself, and what was blocked by it is queued again. ${ANEW}`,
  },
  disk_full: {
    needsYou: true,
    remedy:
      'Make room on the disk that it names (or ask for a larger quota); the stage then runs by itself. Nothing is lost.',
  },
  disk_unusable: {
    needsYou: true,
    remedy:
      'Put the disk that it names right (`dmesg` and `mount` say what is wrong); the stage then runs by itself. Nothing is lost.',
  },
  work_tree_busy: {
    needsYou: false,
    remedy:
      'The stage runs when what holds the folder has ended; `fuser` on the folder names it. End it by hand if it does not end by itself.',
  },
};

/** Null when the class is none of the environment, as with a lost host. */
export const environmentCause = (failureClass: string): EnvironmentCause | null =>
  isEnvironmentFailure(failureClass) ? CAUSES[failureClass] : null;
