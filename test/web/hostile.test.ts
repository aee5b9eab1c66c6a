// A workspace in which every text is hostile: nothing runs, nothing leads away, nothing steers the reader, and the page stays as it is.
import { expect, it } from 'vitest';
import { untilIn } from '../support/chromium.js';
import { faultsOf, reported, type Shown, shownOn } from './numbers.js';
import { placesOf } from './places.js';
import { LONG_REQUEST, LONG_RUN } from './stand/hostile-stand.js';
import { UNSEEN } from './stand/hostile.js';
import { goTo, openAt, tooWide, web } from './standing.js';

/** Whatever could lead or load, and names of elements that no text of ours makes. */
const LEADS = `(() => {
  const bad = [];
  for (const one of document.querySelectorAll('[href],[src],[action],[srcdoc],[formaction]'))
    for (const name of ['href', 'src', 'action', 'srcdoc', 'formaction']) {
      const value = one.getAttribute(name);
      if (value === null || value.startsWith('/') || value.startsWith('#')) continue;
      if (new URL(value, location.href).hostname === '127.0.0.1' && /^https?:/.test(value)) continue;
      if (one.tagName === 'LINK' && one.rel.includes('icon') && value.startsWith('data:image/')) continue;
      bad.push(one.tagName + ' ' + name + '=' + value.slice(0, 100));
    }
  for (const one of document.querySelectorAll('body script, body style, iframe, form[action], object, embed, base, meta[http-equiv=refresh], body img'))
    bad.push(one.outerHTML.slice(0, 100));
  for (const one of document.querySelectorAll('*'))
    for (const { name } of one.attributes) if (name.startsWith('on')) bad.push(one.tagName + ' ' + name);
  return bad;
})()`;

it('every page stands, and its numbers are those of the report', async () => {
  const { page } = await openAt('/');
  const found: Record<string, unknown> = {};
  const shown: Shown[][] = [];
  for (const place of placesOf(web().keys['hostile'] ?? '')) {
    await goTo(page, place);
    const leads = await page.evaluate<string[]>(LEADS);
    shown.push(await shownOn(page));
    const unseen = UNSEEN.exec(await page.evaluate<string>(TEXTS))?.[0];
    const wide: string[] = [];
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      wide.push(...(await tooWide(page)).map((one) => `${width}: ${one}`));
    }
    if (leads.length > 0 || unseen !== undefined || wide.length > 0)
      found[place] = { leads, unseen: unseen && escape(unseen), wide };
    expect(page.url()).toBe(`${web().origin}${place}`);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  }
  expect(found).toEqual({});
  const report = await reported('hostile');
  expect(shown.slice(1).flatMap((one) => faultsOf(one, report))).toEqual([]);
});

/** Everything that is read by eye or by ear. */
const TEXTS = `document.body.textContent + document.title
  + [...document.querySelectorAll('[title],[aria-label]')].map((one) => one.title + one.ariaLabel).join('')`;

const escape = (text: string): string => `U+${text.codePointAt(0)?.toString(16) ?? ''}`;

it('shows a part of a line of 10 MB, says what is left out, and goes on to answer keys', async () => {
  const key = web().keys['hostile'] ?? '';
  const { page } = await openAt(`/w/${key}/runs/${LONG_RUN}/${LONG_REQUEST}/output`);
  await untilIn(
    page,
    `document.querySelector('main').textContent.includes('more characters of this line are not shown')`,
  );
  const text = await page.evaluate<string>(`document.querySelector('main').textContent`);
  expect(text).toContain('after it');
  expect(text).toMatch(/its beginning is left out here: \d[\d,]+ bytes/);
  expect(text.length).toBeLessThan(1_000_000);
  expect(await tooWide(page)).toEqual([]);
  await page.keyboard.press('?');
  await expect.poll(() => page.evaluate('document.querySelector("dialog[open], [role=dialog]") !== null')).toBe(true);
  await page.keyboard.press('Escape');
  await goTo(page, `/w/${key}`);
});

it('keeps a text that looks like a command or an address a text when it is clicked', async () => {
  const key = web().keys['hostile'] ?? '';
  const { page } = await openAt(`/w/${key}`);
  const count = await page.locator('main a').count();
  for (let at = 0; at < Math.min(count, 5); at += 1) {
    await page.evaluate(
      `document.querySelectorAll('main a')[${at}].dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))`,
    );
    expect(new URL(page.url()).origin).toBe(web().origin);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await goTo(page, `/w/${key}`);
  }
});
