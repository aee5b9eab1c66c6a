// Pages of the standing dashboard for one test: each is watched to its end.
import type { Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { cookieAt } from '../../bench/web/dashboard.js';
import type { Web } from '../setup/web.js';
import { untilIn, type Wanted, type Watched, watchedPage } from '../support/chromium.js';

let own: Web | null = null;

/** Of the setup, unless the file stands its own. */
export const web = (): Web => own ?? inject('web');

export const useWeb = (stood: Web): Web => (own = stood);

/** Let in already, at this path of the dashboard; everything it complains of fails the test. */
export async function openAt(where: string, wanted: Partial<Wanted> = {}): Promise<Watched> {
  const { chromium, origin, cookie } = web();
  const watched = await watchedPage(chromium, { origin, ...wanted });
  onTestFinished(watched.close);
  const held = { ...cookieAt(origin, cookie), httpOnly: true, sameSite: 'Strict' } as const;
  await watched.page.context().addCookies([held]);
  await goTo(watched.page, where);
  return watched;
}

const SETTLED = `document.querySelector('h1') !== null
  && document.querySelector('main .empty[role=status]') === null
  && (document.querySelector('main')?.textContent ?? '').trim() !== ''`;

/** Until everything that the page asks for is shown. */
export async function goTo(page: Page, where: string): Promise<void> {
  await page.goto(`${web().origin}${where}`);
  await untilIn(page, SETTLED, `${where} is shown`);
}

/** What is wider than the window, and makes the page so: what lies in a part that is moved sideways does not. */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1);
    const isHeld = (one) => one !== document.body && (getComputedStyle(one).overflowX !== 'visible' || isHeld(one.parentElement));
    const free = wide.filter((one) => !isHeld(one.parentElement));
    return (free.length > 0 ? free : wide).slice(0, 5).map((one) => one.tagName + '.' + one.className + ' ' + (one.textContent ?? '').slice(0, 60));
  })()`);
