// What is left out where no repository says what is: what tools fetch or make again. The one list.
const DEFAULT_EXCLUDES = [
  'node_modules/',
  'bower_components/',
  '.venv/',
  'venv/',
  '__pycache__/',
  '.tox/',
  '.nox/',
  '.mypy_cache/',
  '.pytest_cache/',
  '.ruff_cache/',
  '.gradle/',
  '.cache/',
  '.parcel-cache/',
  '.turbo/',
  '.next/',
  '.nuxt/',
  '.svelte-kit/',
  '.terraform/',
  '.DS_Store',
] as const;

/** Text of our `info/exclude`. `theirs`: that of the user's repository; null = there is none. */
export const excludeText = (theirs: string | null): string => theirs ?? `${DEFAULT_EXCLUDES.join('\n')}\n`;

/** Patterns for the command line, which no `.gitignore` can take back. `inside`: the tree below the top, '' where it is the top. */
export const leaveOutPatterns = (inside: string, leaveOut: readonly string[]): string[] =>
  leaveOut.map(
    (one) =>
      `--exclude=/${[inside, one]
        .filter(Boolean)
        .join('/')
        .replace(/[\\*?[\]]/g, String.raw`\$&`)}`,
  );
