// What an address of the page means, and the address of what is to be shown. Only ours are made here: no text of others becomes one.

/** Pages of a workspace that are one list or one picture, by their word in the address. */
export const PAGES = [
  'flow',
  'runs',
  'queue',
  'lineages',
  'timeline',
  'spend',
  'events',
  'approvals',
  'audit',
  'shelf',
] as const;

export type ListPage = (typeof PAGES)[number];

/** What of a stage is looked at. */
export const TABS = ['output', 'prompt', 'events', 'diff', 'files'] as const;
export type Tab = (typeof TABS)[number];

export type Route =
  | { is: 'fleet' }
  | { is: 'detail'; key: string }
  | { is: ListPage; key: string }
  | { is: 'run'; key: string; run: string; request: string | null; tab: Tab }
  | { is: 'item'; key: string; family: string; id: string }
  | { is: 'lineage'; key: string; root: string }
  | { is: 'unknown' };

const UNKNOWN: Route = { is: 'unknown' };

/** `path`: of an address, as the browser has it. */
export function routeOf(path: string): Route {
  const parts = decoded(path.split('/').filter((part) => part !== ''));
  if (parts === null) return UNKNOWN;
  const [first, key, page, ...more] = parts;
  if (first === undefined) return { is: 'fleet' };
  if (first !== 'w' || key === undefined) return UNKNOWN;
  if (page === undefined) return { is: 'detail', key };
  return more.length === 0 ? listRoute(key, page) : deepRoute(key, page, more);
}

function listRoute(key: string, page: string): Route {
  const found = PAGES.find((one) => one === page);
  return found === undefined ? UNKNOWN : { is: found, key };
}

function deepRoute(key: string, page: string, more: readonly string[]): Route {
  const [first = '', second, third] = more;
  if (page === 'lineages' && more.length === 1) return { is: 'lineage', key, root: first };
  if (page === 'items' && second !== undefined && more.length === 2)
    return { is: 'item', key, family: first, id: second };
  if (page !== 'runs' || more.length > 3) return UNKNOWN;
  const tab = TABS.find((one) => one === third) ?? 'output';
  return { is: 'run', key, run: first, request: second ?? null, tab };
}

/** Null where it is no address that anybody wrote. */
function decoded(parts: readonly string[]): string[] | null {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Of a workspace: behind `/` what is shown of it, behind `/api/` what the server tells of it. */
export const pathIn = (key: string, ...parts: readonly string[]): string =>
  ['w', key, ...parts].map(encodeURIComponent).join('/');

export function addressOf(route: Route): string {
  switch (route.is) {
    case 'fleet':
    case 'unknown':
      return '/';
    case 'detail':
      return `/${pathIn(route.key)}`;
    case 'run':
      return `/${pathIn(route.key, 'runs', route.run, ...(route.request === null ? [] : [route.request, route.tab]))}`;
    case 'item':
      return `/${pathIn(route.key, 'items', route.family, route.id)}`;
    case 'lineage':
      return `/${pathIn(route.key, 'lineages', route.root)}`;
    default:
      return `/${pathIn(route.key, route.is)}`;
  }
}

/** The address with these words behind it; empty ones are left out. Order is kept, so that equal questions have one address. */
export function withQuery(path: string, query: Iterable<readonly [string, string]>): string {
  const words = new URLSearchParams(
    [...query].filter(([, value]) => value !== '').map(([name, value]) => [name, value]),
  );
  const text = words.toString();
  return text === '' ? path : `${path}?${text}`;
}
