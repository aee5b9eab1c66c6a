// Every page in every width and both looks: axe finds nothing, and nothing is wider than the window.
import { beforeAll, expect, it } from 'vitest';
import { standWeb } from '../setup/web.js';
import { findings } from '../web/axe.js';
import { placesOf } from '../web/places.js';
import { goTo, openAt, tooWide, useWeb, web } from '../web/standing.js';

beforeAll(async () => {
  const { web: stood, end } = await standWeb();
  useWeb(stood);
  return end;
});

it.each([390, 1024, 1440])('at a width of %d', async (width) => {
  const { page } = await openAt('/', { viewport: { width, height: 900 } });
  const found: string[] = [];
  for (const place of placesOf(web().keys['shop'] ?? '')) {
    await goTo(page, place);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const which = colorScheme === 'light' ? 'all' : 'of a look';
      found.push(...(await findings(page, which)).map((one) => `${place} ${colorScheme} ${one}`));
    }
    found.push(...(await tooWide(page)).map((one) => `${place} ${one}`));
  }
  expect(found).toEqual([]);
});
