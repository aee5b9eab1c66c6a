// What keys do. All of it works on what stands on the page: rows bear `data-row`, a filter bears `data-filter`.
import { signal } from '@preact/signals';
import { type ListPage, type Route } from './route.js';
import { go, show, workspaceKey } from './store/place.js';

/** Behind `g`. */
export const PLACES: readonly [key: string, name: string, is: 'fleet' | 'detail' | ListPage][] = [
  ['w', 'All workspaces', 'fleet'],
  ['o', 'Overview', 'detail'],
  ['f', 'Flow', 'flow'],
  ['r', 'Runs', 'runs'],
  ['q', 'Queue', 'queue'],
  ['l', 'Lineages', 'lineages'],
  ['t', 'Timeline', 'timeline'],
  ['s', 'Spend', 'spend'],
  ['e', 'Events', 'events'],
  ['a', 'Approvals', 'approvals'],
  ['u', 'Audit', 'audit'],
  ['h', 'Shelf', 'shelf'],
];

export const isHelpOpen = signal(false);

/** After `g`, for so long. */
const CHORD_MS = 1500;
let chordUntil = 0;

export function beginKeys(): void {
  document.addEventListener('keydown', onKey);
}

function onKey(event: KeyboardEvent): void {
  const { key, target } = event;
  if (event.defaultPrevented || hasModifier(event)) return;
  if (isTyping(target)) {
    if (key === 'Escape') leaveField(target);
    return;
  }
  const isDone = Date.now() < chordUntil ? goTo(key) : pressed(key);
  if (key !== 'g') chordUntil = 0;
  if (isDone) event.preventDefault();
}

function pressed(key: string): boolean {
  switch (key) {
    case 'j':
      return step(1);
    case 'k':
      return step(-1);
    case 'Enter':
      return openRow();
    case '/':
      return focusFilter();
    case '?':
      isHelpOpen.value = !isHelpOpen.peek();
      return true;
    case 'g':
      chordUntil = Date.now() + CHORD_MS;
      return true;
    default:
      return false;
  }
}

function goTo(key: string): boolean {
  const is = PLACES.find(([one]) => one === key)?.[2];
  const route = is === undefined ? null : routeTo(is);
  if (route === null) return false;
  show(route);
  return true;
}

/** Null where it is a page of a workspace, and none is looked at. */
export function routeTo(is: 'fleet' | 'detail' | ListPage): Route | null {
  const key = workspaceKey.peek();
  if (is === 'fleet') return { is };
  return key === null ? null : { is, key };
}

/** Keys with these belong to the browser. */
export const hasModifier = ({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => ctrlKey || metaKey || altKey;

export const isTyping = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);

function leaveField(field: HTMLElement): void {
  if (field instanceof HTMLInputElement && field.value !== '') {
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  } else field.blur();
}

const rows = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter((row) => row.offsetParent !== null);

function step(by: number): boolean {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

/** Of a row that has the focus itself: a link or a button in it knows what Enter means. */
function openRow(): boolean {
  const row = document.activeElement;
  const address = row instanceof HTMLElement && row.matches('[data-row]') ? row.dataset['to'] : undefined;
  if (address === undefined) return false;
  go(address);
  return true;
}

function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>('main [data-filter]');
  field?.focus();
  field?.select();
  return field !== null;
}
