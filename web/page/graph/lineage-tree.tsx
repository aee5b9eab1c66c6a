// The items under a root as a tree. One of its rows has the focus; arrows go through it, fold and unfold, and Enter opens an item.
import { useEffect, useRef, useState } from 'preact/hooks';
import { counted } from '../../../cli/render/count.js';
import { inert } from '../../../core/inert.js';
import { hasModifier } from '../keys.js';
import { itemRoute } from '../parts/links.js';
import { Status } from '../parts/status.js';
import { Text } from '../parts/text.js';
import { show } from '../store/place.js';
import { type TreeItem, type TreeRow, treeKey, treeRows } from './tree.js';

export function LineageTree({ name, items }: { name: string; items: readonly TreeItem[] }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const tree = useRef<HTMLUListElement>(null);
  const rows = treeRows(items, folded, search.trim());
  const focused = Math.min(at, rows.length - 1);
  const turn = (item: string): void => setFolded(folded.has(item) ? without(folded, item) : new Set([...folded, item]));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (hasModifier(event)) return;
    if (event.key === 'Enter' && rows[focused]) open(rows[focused]);
    const step = treeKey(rows, focused, event.key === 'j' ? 'ArrowDown' : event.key === 'k' ? 'ArrowUp' : event.key);
    if (step === null) return;
    event.preventDefault();
    setAt(step.to);
    const changed = step.fold ?? step.unfold;
    if (changed !== undefined) turn(changed);
  };
  useFocus(tree, focused);
  return (
    <div class="lineage-tree">
      <input
        type="search"
        class="filter"
        data-filter
        placeholder="Search in it"
        aria-label="Search for items by id, title or state"
        value={search}
        onInput={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {rows.length === 0 && <p class="empty">No item fits.</p>}
      <ul role="tree" aria-label={inert(name)} ref={tree} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <Row
            key={row.item}
            row={row}
            isFocused={index === focused}
            onTurn={() => turn(row.item)}
            onFocus={() => setAt(index)}
          />
        ))}
      </ul>
    </div>
  );
}

const without = (all: ReadonlySet<string>, one: string): Set<string> =>
  new Set([...all].filter((name) => name !== one));

function open({ item }: TreeRow): void {
  const route = itemRoute(item);
  if (route !== null) show(route);
}

/** Moves the focus along once it is in the tree; it is never taken from elsewhere. */
function useFocus(tree: { current: HTMLElement | null }, at: number): void {
  useEffect(() => {
    if (tree.current === null || !tree.current.contains(document.activeElement)) return;
    const row = tree.current.querySelectorAll<HTMLElement>('[role=treeitem]')[at];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [at]);
}

interface RowProps {
  row: TreeRow;
  isFocused: boolean;
  onTurn: () => void;
  onFocus: () => void;
}

function Row({ row, isFocused, onTurn, onFocus }: RowProps) {
  const { item, title, state, level, hasChildren, isOpen, position, siblings, runs } = row;
  return (
    <li
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isFocused}
      tabIndex={isFocused ? 0 : -1}
      style={{ paddingLeft: `${(Math.min(level, MOST_LEVELS) - 1) * 18}px` }}
      onFocus={onFocus}
    >
      <span class="fold" aria-hidden="true" onClick={onTurn}>
        {hasChildren ? (isOpen ? '▾' : '▸') : ''}
      </span>
      <Status of={state} />
      <span class="id" onClick={() => open(row)} title="Enter opens it">
        <Text of={item} />
      </span>
      <span class="item-title">
        <Text of={title} />
      </span>
      <span class="quiet" title="How often it was taken up">
        {counted(runs, 'run')}
      </span>
    </li>
  );
}

/** Deeper ones are not moved further to the right. */
const MOST_LEVELS = 12;
