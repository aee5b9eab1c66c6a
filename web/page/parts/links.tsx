// Links to our own pages: every id of an item, a run, a root leads to what is known of it.
import type { ComponentChildren } from 'preact';
import { isRootless } from '../../../core/contracts/ids.js';
import { inert } from '../../../core/inert.js';
import { addressOf, type Route } from '../route.js';
import { keyNow } from '../store/place.js';
import { Text } from './text.js';

interface LinkProps {
  to: Route;
  children: ComponentChildren;
  class?: string;
  title?: string;
  'aria-current'?: 'page' | 'true';
}

export function Link({ to, children, ...more }: LinkProps) {
  return (
    <a href={addressOf(to)} {...more}>
      {children}
    </a>
  );
}

/** `item`: `family/id`. What is said of an item that is none is shown as text. */
export function itemRoute(item: string): Route | null {
  const [family = '', ...id] = item.split('/');
  return id.length === 0 ? null : { is: 'item', key: keyNow(), family, id: id.join('/') };
}

export const runRoute = (run: string): Route => ({ is: 'run', key: keyNow(), run, request: null, tab: 'output' });

export function ItemLink({ item }: { item: string }) {
  const to = itemRoute(item);
  if (to === null) return <Text of={item} />;
  return (
    <Link to={to} class="id" title="What is known of this item">
      <Text of={item} />
    </Link>
  );
}

export function RunLink({ run }: { run: string }) {
  if (run === '') return null;
  return (
    <Link to={runRoute(run)} class="id" title={inert(run)}>
      <Text of={shortRun(run)} />
    </Link>
  );
}

/** In lists its beginning tells it from the others. */
const shortRun = (run: string): string => (run.length > 14 ? `${run.slice(0, 12)}…` : run);

/** Work without a root is below a word that is no root. */
export function RootLink({ root }: { root: string }) {
  if (isRootless(root)) return <span class="id">{root}</span>;
  return (
    <Link to={{ is: 'lineage', key: keyNow(), root }} class="id" title="The work under this root">
      <Text of={root} />
    </Link>
  );
}
