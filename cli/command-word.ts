// Which command is asked for, before anything of it is declared.

/** Options before the command whose value is the next word. */
const TAKE_A_VALUE: ReadonlySet<string> = new Set(['-w', '--workspace', '--as', '--key', '--command-id']);

/** The first word that is no option and no value of one; empty = there is none. A mistake must cost time alone. */
export function commandIn(argv: readonly string[]): string {
  const at = argv.findIndex((word, index) => !word.startsWith('-') && !TAKE_A_VALUE.has(argv[index - 1] ?? ''));
  return argv[at] ?? '';
}
