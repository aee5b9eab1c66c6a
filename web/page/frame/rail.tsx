// The way to every page, and to the other workspaces.
import { isHelpOpen, PLACES, routeTo } from '../keys.js';
import { Text } from '../parts/text.js';
import { addressOf } from '../route.js';
import { fleet } from '../store/fleet.js';
import { route, workspaceKey } from '../store/place.js';
import { report } from '../store/workspace.js';
import { setTheme, theme, THEMES } from './theme.js';

/** Pages that are one thing of a list belong to their list. */
const LISTS = new Map([
  ['run', 'runs'],
  ['item', 'queue'],
  ['lineage', 'lineages'],
]);

export function Rail() {
  const key = workspaceKey.value;
  return (
    <header class="rail">
      <a class="brand" href="/" title="All workspaces">
        <Wheel />
        Millrace
      </a>
      {key !== null && <Here now={key} />}
      {key !== null && <Pages />}
      <Workspaces now={key} />
      <div class="foot">
        <p class="quiet" title="Nothing on this page changes anything: it shows the commands to copy.">
          Read only
        </p>
        <ThemeSwitch />
        <button type="button" onClick={() => (isHelpOpen.value = true)} title="The keys of this page">
          Keys <kbd>?</kbd>
        </button>
      </div>
    </header>
  );
}

function Pages() {
  const here = LISTS.get(route.value.is) ?? route.value.is;
  return (
    <nav aria-label="Pages">
      <ul>
        {PLACES.map(([key, name, is]) => {
          const to = routeTo(is);
          return to === null || is === 'fleet' ? null : (
            <li key={is}>
              <a href={addressOf(to)} aria-current={here === is ? 'page' : undefined} title={`g ${key}`}>
                {name}
                {is === 'detail' && <Needs />}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** How much needs somebody. */
function Needs() {
  const needs = report.value?.attention.length ?? 0;
  if (needs === 0) return null;
  return (
    <span class="badge" title="Entries of the attention list">
      <span aria-hidden="true">! </span>
      <span data-report="attention.length" data-value={needs}>
        {needs}
      </span>
      <span class="unseen"> need you</span>
    </span>
  );
}

function Here({ now }: { now: string }) {
  const name = fleet.value?.workspaces.find(({ key }) => key === now)?.name ?? now;
  return (
    <p class="workspace">
      <strong>
        <Text of={name} />
      </strong>{' '}
      {report.value?.worker.rehearsal === true && (
        <span class="tag need" title="A script plays its stages, and no model is asked">
          rehearsal
        </span>
      )}
    </p>
  );
}

/** All of them, and how much needs somebody in each. */
function Workspaces({ now }: { now: string | null }) {
  const rows = fleet.value?.workspaces ?? [];
  return (
    <nav aria-label="Workspaces" class="others">
      <ul>
        <li>
          <a href="/" aria-current={now === null ? 'page' : undefined} title="g w">
            All workspaces
          </a>
        </li>
        {rows.length > 1 &&
          rows.map(({ key, name, needs }) => (
            <li key={key}>
              <a href={addressOf({ is: 'detail', key })} aria-current={now === key ? 'true' : undefined}>
                <Text of={name} />
                {needs > 0 && <Needed count={needs} />}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

const Needed = ({ count }: { count: number }) => (
  <span class="badge" title="Entries of its attention list">
    <span aria-hidden="true">! </span>
    {count}
    <span class="unseen"> need you</span>
  </span>
);

function ThemeSwitch() {
  return (
    <label class="theme">
      <span class="unseen">Light or dark</span>
      <select value={theme.value} onChange={({ currentTarget }) => setTheme(currentTarget.value)}>
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {one === 'system' ? 'as the system' : one}
          </option>
        ))}
      </select>
    </label>
  );
}

function Wheel() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <circle cx="16" cy="16" r="13" fill="none" stroke="currentColor" stroke-width="3" />
      <path d="M16 3v26M3 16h26M7 7l18 18M25 7 7 25" stroke="currentColor" stroke-width="2" />
    </svg>
  );
}
