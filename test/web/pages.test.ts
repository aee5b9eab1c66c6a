// Every page, wide and narrow, light and dark: axe finds nothing, nothing is wider than the window, and nothing complains.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
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

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  it.each([390, 1440])('every page at %i', async (width) => {
    const { page } = await openAt('/', { viewport: { width, height: 900 }, colorScheme });
    const found: Record<string, string[]> = {};
    for (const place of [...placesOf(web().keys['shop'] ?? ''), `/w/${web().keys['empty'] ?? ''}`, '/nowhere']) {
      await goTo(page, place);
      const all = [...(await findings(page)), ...(await tooWide(page)).map((one) => `too wide: ${one}`)];
      if (all.length > 0) found[place] = all;
    }
    expect(found).toEqual({});
  });
});
