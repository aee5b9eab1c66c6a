// What stands around every page: the way to the others, whether the line stands, and what is said aloud.
import { useEffect, useRef } from 'preact/hooks';
import { useSignalEffect } from '@preact/signals';
import { said } from '../parts/said.js';
import { fleet, loadFleet } from '../store/fleet.js';
import { place, query, route, workspaceKey } from '../store/place.js';
import { isSeen } from '../store/seen.js';
import { forget, glance, listen, report } from '../store/workspace.js';
import { Banner } from './banner.js';
import { Help } from './help.js';
import { iconOf, mark, titleOf } from './mark.js';
import { Rail } from './rail.js';
import { Page, thingName } from './page.js';

export function Frame() {
  useListening();
  useTab();
  const main = useFocusOnArrival();
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the page
      </a>
      <Rail />
      <main id="main" ref={main} tabIndex={-1}>
        <Banner />
        <Page />
      </main>
      <p class="unseen" role="status" aria-live="polite">
        {said.value}
      </p>
      <Help />
    </>
  );
}

/** One stream for the workspace that is looked at; a tab in the background only looks now and then. What was known of another is forgotten. */
function useListening(): void {
  const key = workspaceKey.value;
  const { value: current } = route;
  const follow = current.is === 'run' ? current.run : query.value.get('follow');
  useEffect(() => (key === null ? undefined : forget), [key]);
  useEffect(
    () => (key === null ? undefined : isSeen.value ? listen(key, follow) : glance(key)),
    [key, follow, isSeen.value],
  );
  useEffect(() => void loadFleet(), [key]);
}

function useTab(): void {
  useSignalEffect(() => {
    const key = workspaceKey.value;
    const rows = fleet.value?.workspaces ?? [];
    const name = rows.find((row) => row.key === key)?.name ?? key;
    const inAll = rows.reduce((sum, row) => sum + row.needs, 0);
    const needs = key === null ? inAll : (report.value?.attention.length ?? 0);
    const isDown = key !== null && report.value?.health.state === 'down';
    mark(titleOf(thingName(route.value), name, needs), iconOf(needs, isDown));
  });
}

/** Who goes to another page by keyboard begins at its top. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const { path } = place.value;
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    if (!isFirst.current) scrollTo(0, 0);
    isFirst.current = false;
  }, [path]);
  return main;
}
