// Every page, wide and narrow, light and dark: axe finds nothing, nothing is wider than the window, and nothing complains.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { placesOf } from './places.js';
import { goTo, openAt, tooWide, web } from './standing.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** By the standard, and what axe calls good besides. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Each in a line. */
async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${AXE};0`);
  const options = { runOnly: { type: 'tag', values: TAGS }, resultTypes: ['violations'] };
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 160) + ' | ' + (node.any[0]?.message ?? node.failureSummary))))`);
}

/** Colours do not depend on the width: two looks are all of them. */
const LOOKS = [
  { width: 1440, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

it('every page, wide and narrow, light and dark', async () => {
  // Where no plan is active there is no picture of one.
  const { page } = await openAt('/', { but: /empty-\w+\/graph|status of 404/ });
  const found: Record<string, string[]> = {};
  const { shop = '', empty = '' } = web().keys;
  for (const place of [...placesOf(shop), `/w/${empty}`, '/nowhere']) {
    await goTo(page, place);
    for (const { width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const all = [...(await findings(page)), ...(await tooWide(page)).map((one) => `too wide: ${one}`)];
      if (all.length > 0) found[`${place} ${width} ${colorScheme}`] = all;
    }
  }
  expect(found).toEqual({});
});
