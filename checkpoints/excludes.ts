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

/** What a repository within the tree says of itself. `folder`: relative to the top, as text; `exclude`: its own `info/exclude`. */
export interface Nested {
  folder: string;
  exclude: string;
}

/** Text of our `info/exclude`. `theirs`: that of the user's repository; null = there is none. */
export const excludeText = (theirs: string | null, nested: readonly Nested[]): string =>
  [theirs ?? DEFAULT_EXCLUDES.join('\n'), ...nested.flatMap(patternsOf)].map((line) => `${line}\n`).join('');

/** Its patterns hold below its folder alone; one without a slash, but at the end, holds in every folder there. */
function patternsOf({ folder, exclude }: Nested): string[] {
  if (folder.includes('\n')) return [];
  const patterns = exclude.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return patterns.map((line) => {
    const [not, pattern] = line.startsWith('!') ? ['!', line.slice(1)] : ['', line];
    const where = pattern.trimEnd().slice(0, -1).includes('/') ? '' : '**/';
    return `${not}/${literal(folder)}/${where}${pattern.replace(/^\//, '')}`;
  });
}

const literal = (text: string): string => text.replace(/[\\*?[\]]/g, String.raw`\$&`);

/** Patterns for the command line, which no `.gitignore` can take back. `inside`: the tree below the top, '' where it is the top. */
export const leaveOutPatterns = (inside: string, leaveOut: readonly string[]): string[] =>
  leaveOut.map((one) => `--exclude=/${literal([inside, one].filter(Boolean).join('/'))}`);
