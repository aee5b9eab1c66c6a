// Where the result of a stage led, and why in a few words when its outcome alone does not explain it.
import { changedWords } from '../../core/contracts/changed-words.js';
import { isChanges } from '../../core/contracts/changes-form.js';
import type { StageChanges } from '../../core/contracts/checkpoints.js';
import { word } from './word.js';
import { failureWords } from '../../core/contracts/failure-lists.js';

/** `data`: of a `router_decision`. Empty when the outcome led where it says. */
export function whyThere(data: Readonly<Record<string, unknown>>): string {
  const failure = word(data['failure_class']);
  const spent = data['bounds_used_up'] === true ? 'its bound is used up' : '';
  const same = data['nothing_new'] === true ? 'asking again would bring nothing new' : '';
  const done = data['finished'] === true ? 'its child specs take its place' : '';
  return [failure === '' ? '' : failureWords(failure), spent, same, done].filter((one) => one !== '').join('; ');
}

/** `-> mechanic (it left no task)`; `why`: as `whyThere` says. */
export const arrow = (next: string, why: string): string => `-> ${next}${why === '' ? '' : ` (${why})`}`;

/** `data`: of an event of a stage. Empty where nothing is known of it. */
export function changedText({ changes }: Readonly<Record<string, unknown>>): string {
  return isChanges(changes) ? changedWords(changes as StageChanges) : '';
}

/** `MANAGER_COMPLETE -> mechanic (it left no task); 3 files, +40 −2` */
export function wayText(data: Readonly<Record<string, unknown>>): string {
  const way = `${word(data['terminal_result'])} ${arrow(word(data['next']), whyThere(data))}`;
  return [way, changedText(data)].filter((one) => one !== '').join('; ');
}
