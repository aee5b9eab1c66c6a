// Every page, wide and light, then narrow and dark: its numbers are those of the report, axe finds nothing, nothing is wider than the
// window, and nothing complains.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findings } from './axe.js';
import { faultsOf, reported, type Shown, shownOn } from './numbers.js';
import { placesOf } from './places.js';
import { goTo, openAt, tooWide, web } from './standing.js';

/** Others of the same kind are in the long tier. */
const ALIKE = /\/(?:output|prompt|T-208)$/;

interface Looked {
  found: string[];
  shown: Shown[];
}

async function looked(page: Page, place: string): Promise<Looked> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await goTo(page, place);
  const shown = await shownOn(page);
  const found = [...(await findings(page)), ...(await tooWide(page))];
  await page.setViewportSize({ width: 390, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await findings(page, 'of a look')), ...(await tooWide(page)));
  return { found: found.map((one) => `${place} ${one}`), shown };
}

it('of a shop, with every number of its report', async () => {
  const { page } = await openAt('/');
  const all: Looked[] = [];
  for (const place of placesOf(web().keys['shop'] ?? '').filter((one) => !ALIKE.test(one)))
    all.push(await looked(page, place));
  const report = await reported('shop');
  // The page of all workspaces has them of every one.
  const faults = all.slice(1).flatMap(({ shown }) => faultsOf(shown, report));
  expect([...all.flatMap(({ found }) => found), ...faults]).toEqual([]);
  // A page that marks none of its numbers would pass everything above.
  const marked = all.flatMap(({ shown }) => shown.map(({ at }) => at.replace(/\d+/g, 'N')));
  const some = ['attention.length', 'now.N.elapsed_s', 'now.N.tokens', 'queue.by_family.task.queued'];
  expect(marked).toEqual(expect.arrayContaining(some));
});

it('of a workspace that is new, and an address of none', async () => {
  const key = web().keys['empty'] ?? '';
  const { page } = await openAt('/');
  const { found, shown } = await looked(page, `/w/${key}`);
  const nowhere = await looked(page, `/w/${key}/nowhere`);
  expect([...found, ...nowhere.found, ...faultsOf(shown, await reported('empty'))]).toEqual([]);
});
