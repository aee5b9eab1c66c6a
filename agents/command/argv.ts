// The words of a command with what is in braces filled in. No shell reads them.
import { own } from '../../core/own.js';

/** What stands for each word in braces; null = there is none for this stage. */
export type Words = Readonly<Record<(typeof WORDS)[number], string | null>>;

export const WORDS = [
  ...(['model', 'effort', 'permission', 'workspace', 'desk', 'session', 'prompt_file', 'prompt'] as const),
] as const;

const BRACES = /\{([a-z_]+)\}/g;

/** Whether the command has a place for it. */
export const names = (argv: readonly string[], word: (typeof WORDS)[number]): boolean =>
  argv.some((one) => one.includes(`{${word}}`));

/**
 * Pure. A word with something in it that this stage has not is left out, together with the flag before it: `--model {model}` vanishes
 * where no model is named. Braces around anything else stay as they are.
 */
export function filled(argv: readonly string[], words: Words): string[] {
  const lacks = argv.map((one) => [...one.matchAll(BRACES)].some(([, word = '']) => own(words, word) === null));
  const isFlagOf = (at: number): boolean => lacks[at + 1] === true && /^--?[^={}]+$/.test(argv[at] ?? '');
  return argv
    .filter((_, at) => !lacks[at] && !(at > 0 && isFlagOf(at)))
    .map((one) => one.replace(BRACES, (whole, word: string) => own(words, word) ?? whole));
}
