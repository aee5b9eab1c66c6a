// Where the reader is. Our own links change it without loading the page again; everything else is left to the browser.
import { computed, signal } from '@preact/signals';
import { addressOf, type Route, routeOf, withQuery } from '../route.js';

interface Place {
  path: string;
  search: string;
}

const placeNow = (): Place => ({ path: location.pathname, search: location.search });

export const place = signal<Place>({ path: '/', search: '' });
export const route = computed<Route>(() => routeOf(place.value.path));
export const query = computed<URLSearchParams>(() => new URLSearchParams(place.value.search));
/** Of the workspace that is looked at; null = of all. */
export const workspaceKey = computed<string | null>(() => ('key' in route.value ? route.value.key : null));

/** The same for what is shown of one workspace alone. */
export const keyNow = (): string => workspaceKey.value ?? '';

/** `replace`: the address before is not worth going back to, such as that of half a word in a filter. */
export function go(address: string, { replace = false } = {}): void {
  if (address === place.peek().path + place.peek().search) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  place.value = placeNow();
}

export const show = (wanted: Route): void => go(addressOf(wanted));

/** Says the same of the address, with this word changed. */
export function ask(name: string, value: string): void {
  const words = new URLSearchParams(place.peek().search);
  words.set(name, value);
  go(withQuery(place.peek().path, words.entries()), { replace: true });
}

/** Begins to follow the address. */
export function beginPlace(): void {
  place.value = placeNow();
  addEventListener('popstate', () => {
    place.value = placeNow();
  });
  document.addEventListener('click', onClick);
}

function onClick(event: MouseEvent): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const address = link?.getAttribute('href') ?? '';
  if (!isPlain || event.defaultPrevented || !address.startsWith('/') || link?.target === '_blank') return;
  event.preventDefault();
  go(address);
}
