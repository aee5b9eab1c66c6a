// What a person may write for an id: the whole of it or a beginning that fits one thing only. Never a path.
import { isSafeId } from '../core/contracts/ids.js';
import { didYouMean } from '../core/plan/diagnostics.js';
import { misused, notFound } from './errors.js';

const LISTS = {
  item: '`millrace queue ls --all`',
  run: '`millrace runs ls`',
  root: '`millrace closures ls --all`',
  approval: '`millrace approvals ls --all`',
};

/** Exit 2 for what cannot be an id, so that it never becomes part of a path. */
export function checkId(text: string): void {
  if (isSafeId(text)) return;
  const rule = 'An id begins with a letter or digit and goes on with letters, digits, ".", "_" or "-".';
  throw misused(`${JSON.stringify(text)} is not an id.`, rule);
}

/**
 * The one that was meant; `kind` is what it is called, `known` gives all ids of this kind. Exit 4 when there is none, exit 2 when it
 * fits several.
 */
export function theOne<T>(
  kind: keyof typeof LISTS,
  given: string,
  found: readonly T[],
  nameOf: (one: T) => string,
  known: () => readonly string[] = () => [],
): T {
  const [one, ...others] = found;
  if (one === undefined) {
    const meant = didYouMean(given, known());
    throw notFound(`There is no ${kind} ${given} in this workspace.${meant}`, `${LISTS[kind]} shows what there is.`);
  }
  if (others.length === 0) return one;
  const names = found.slice(0, 5).map(nameOf).join(', ');
  throw misused(`${given} fits ${found.length}: ${names}${found.length > 5 ? ', …' : ''}.`, 'Write more of the id.');
}
