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

/** Each finding in a line. `rules`: only these. */
async function findings(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${AXE};0`);
  const only = rules === undefined ? { type: 'tag', values: TAGS } : { type: 'rule', values: rules };
  const options = { runOnly: only, resultTypes: ['violations'] };
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 160) + ' | ' + (node.any[0]?.message ?? node.failureSummary))))`);
}

/** What a look depends on is looked at again; the rest is the same in the dark. */
const BY_COLOUR = ['color-contrast', 'link-in-text-block'];

const LOOKS = [
  { width: 1440, colorScheme: 'light', rules: undefined },
  { width: 1440, colorScheme: 'dark', rules: BY_COLOUR },
  { width: 390, colorScheme: 'dark', rules: undefined },
  { width: 390, colorScheme: 'light', rules: BY_COLOUR },
] as const;

it('every page, wide and narrow, light and dark', async () => {
  const { page } = await openAt('/');
  const found: Record<string, string[]> = {};
  const { shop = '', empty = '' } = web().keys;
  for (const place of [...placesOf(shop), `/w/${empty}`, '/nowhere']) {
    await goTo(page, place);
    for (const { width, colorScheme, rules } of LOOKS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const all = [...(await findings(page, rules)), ...(await tooWide(page)).map((one) => `too wide: ${one}`)];
      if (all.length > 0) found[`${place} ${width} ${colorScheme}`] = all;
    }
  }
  expect(found).toEqual({});
});
