// The short words on the picture of a plan. The whole names stand in titles and in the list beside the picture.
import type { Link } from './drawn.js';

/** `CHECKER_PASS` of `checker` as `pass`: words that only repeat the stage are left out, and one word is kept. */
export function shortOutcome(outcome: string, node: string): string {
  const words = wordsOf(outcome);
  const own = wordsOf(node);
  const first = words.findIndex((word) => !own.some((name) => name === word || isStem(word, name)));
  return words.slice(first === -1 ? -1 : first).join(' ');
}

const wordsOf = (name: string): string[] => name.toLowerCase().split(/[_\s]+/);

/** `update` of `updater`, `consult` of `consultant`, `integration` of `integrator`: all but an ending is the same. */
function isStem(word: string, name: string): boolean {
  const same = [...word].findIndex((letter, at) => letter !== name[at]);
  const shared = same === -1 ? word.length : same;
  return shared >= 4 && shared >= word.length - 4;
}

/** In px, a little more than it needs: no font is measured here. */
export const textWidth = (text: string): number => Math.ceil([...text].length * 5.9);

/** What stands on a link; a rail says its outcomes itself. */
export function linesOf({ node, outcomes, bound, rung, to }: Link): string[] {
  const limit = bound === null ? '' : `max ${bound.limit}`;
  if (node === '') return rung === null && limit === '' ? [] : [together(ORDER[(rung ?? 1) - 1] ?? `${rung}th`, limit)];
  if (to.startsWith('rail:')) return [];
  const words = [...new Set(outcomes.map((outcome) => shortOutcome(outcome, node)))];
  const more = limit === '' && rung !== null && rung > 1 ? 'then' : limit;
  return more === '' ? words : [...words, more];
}

const together = (...parts: string[]): string => parts.filter((part) => part !== '').join(', ');
const ORDER = ['1st', '2nd', '3rd'];
