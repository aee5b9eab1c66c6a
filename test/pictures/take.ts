// Takes the pictures: of a shop that is the same each time, at a moment that stands still for the page and nearly so for its server.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startChromium } from '../../bench/web/chromium.js';
import { cookieAt, type Dashboard, startDashboard } from '../../bench/web/dashboard.js';
import { openStand, type Stand } from '../web/stand/stand.js';
import { packed } from './packed.js';
import { PAGES, type Shot } from './shots.js';

const NOW = Date.parse('2026-05-12T06:40:00Z');

export interface Taken extends Shot {
  png: Buffer;
  /** Parts of the page that have a place of their own, from above: what of them no font decides. */
  layout: Part[];
}

export interface Part {
  what: string;
  /** Pixels. */
  left: number;
  width: number;
}

/** What a picture depends on beside the page. */
export interface Look {
  chromium: string;
  /** Families that stand for the three that the page names. */
  fonts: string[];
}

export async function takeAll(shots: readonly Shot[]): Promise<{ taken: Taken[]; look: Look }> {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'millrace-pictures-')));
  const ends: (() => unknown)[] = [() => rmSync(root, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const { dashboard, browser } = await stand(root, ends);
    const taken: Taken[] = [];
    for (const shot of shots) taken.push(await take(browser, dashboard, shot));
    return { taken, look: await lookOf(browser) };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function stand(root: string, ends: (() => unknown)[]): Promise<{ dashboard: Dashboard; browser: Browser }> {
  const stands: Stand[] = [];
  for (const name of ['shop', 'site', 'press']) stands.push(await openStand({ root, name, now: NOW }));
  ends.push(() => stands.forEach((one) => one.leave()));
  const clock = path.join(root, 'clock.mjs');
  writeFileSync(clock, CLOCK);
  const folders = stands.map(({ workspace }) => workspace);
  const env = { NODE_OPTIONS: `--import ${clock}`, TZ: 'UTC' };
  const dashboard = await startDashboard(folders, path.join(root, 'state'), { env });
  ends.push(dashboard.stop);
  const running = await startChromium();
  ends.push(running.close);
  const browser = await chromium.connect(running.address);
  ends.push(() => browser.close());
  return { dashboard, browser };
}

/** A second of the server is a minute of ours. */
const CLOCK = `
const began = performance.now();
const now = () => Math.floor(${NOW} + (performance.now() - began) / 60);
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...said) { said.length === 0 ? super(now()) : super(...said); }
  static now() { return now(); }
};
`;

async function take(browser: Browser, { origin, cookie, keys }: Dashboard, shot: Shot): Promise<Taken> {
  const { width, height, look, page: which } = shot;
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme: look, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB' },
  });
  try {
    await context.addCookies([cookieAt(origin, cookie)]);
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    const where = PAGES[which];
    await page.goto(`${origin}${where === null ? '/' : `/w/${keys['shop'] ?? ''}${where}`}`);
    await settled(page);
    const png = packed(await page.screenshot({ animations: 'disabled' }));
    return { ...shot, png, layout: await page.evaluate<Part[]>(LAYOUT) };
  } finally {
    await context.close();
  }
}

/** Until nothing is read any more, and two looks show the same. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  let before = '';
  for (let look = 0; look < 40; look += 1) {
    const shown = await page.evaluate<string>(
      `document.querySelector('[role=status].empty') === null ? document.body.innerHTML : ''`,
    );
    if (shown !== '' && shown === before) return;
    before = shown;
    await page.waitForTimeout(250);
  }
}

/** Columns are laid out by the width of the window; how high a part is, its text decides. */
const LAYOUT = `[...document.querySelectorAll('body > *, header, nav, main, main section.panel')].map((one) => {
  const { left, width } = one.getBoundingClientRect();
  return { what: one.tagName.toLowerCase() + ' ' + (one.querySelector('h2')?.textContent ?? ''), left: Math.round(left), width: Math.round(width) };
}).filter(({ width }) => width > 0)`;

async function lookOf(browser: Browser): Promise<Look> {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  const fonts: string[] = [];
  for (const family of ['system-ui', 'sans-serif', 'monospace']) {
    await page.setContent(`<p style="font-family:${family}">Aa0</p>`);
    const { root } = await session.send('DOM.getDocument');
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'p' });
    await session.send('CSS.enable');
    const { fonts: used } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    fonts.push(`${family}: ${used.map(({ familyName }) => familyName).join(', ')}`);
  }
  await page.close();
  return { chromium: browser.version().split('.')[0] ?? '', fonts };
}
