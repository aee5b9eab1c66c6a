// What a browser sees of a dashboard: how long until something stands there, until the work is shown, and what was sent for it.
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { until, within } from '../wait.js';
import { cookieAt } from './dashboard.js';

/** A dashboard as a visitor needs it. */
export interface Shown {
  address: string;
  /** `name=value`, where one is asked for. */
  cookie?: string | undefined;
  /** Text of a finished run that stands on its page. */
  finished: string;
  /** Address of an answer that comes by a stream, whose size counts too. */
  streamed?: string | undefined;
}

export interface Visit {
  /** ms from the request to the first paint of anything. */
  painted: number;
  /** ms until the page has drawn the finished run; null: it had not after `PATIENCE_MS`. */
  shown: number | null;
  /** Bytes as they are, and as they went over the wire. */
  scripts: Bytes;
  answers: Bytes;
}

interface Bytes {
  whole: number;
  sent: number;
}

/** Says when the page has drawn a text, in ms since 1970 by the clock of this machine. */
const WATCH = `
  window.wanted = null;
  window.drawn = null;
  const look = () => {
    const { wanted } = window;
    if (wanted === null || !document.body?.textContent.includes(wanted)) return;
    window.wanted = null;
    requestAnimationFrame(() => (window.drawn = { what: wanted, at: performance.timeOrigin + performance.now() }));
  };
  window.want = (what) => { window.wanted = what; look(); };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
`;

export async function openPage(browser: Browser, { address, cookie, finished }: Shown): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  if (cookie !== undefined) await context.addCookies([cookieAt(new URL(address).origin, cookie)]);
  const page = await context.newPage();
  await page.addInitScript({ content: `${WATCH}; window.want(${JSON.stringify(finished)});` });
  return page;
}

/** How long a visitor waits. */
export const PATIENCE_MS = 120_000;

/** With nothing kept of an earlier visit. */
export async function visit(browser: Browser, shown: Shown): Promise<Visit> {
  const page = await openPage(browser, shown);
  try {
    const sizes = watchSizes(page);
    await page.goto(shown.address, { waitUntil: 'commit' });
    const seen = await within(PATIENCE_MS, () => drawnOn(page, shown.finished));
    const began = await page.evaluate<number>('performance.timeOrigin');
    const first = await until('the first paint', () =>
      page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`),
    );
    const { scripts, answers } = await sizes();
    return {
      painted: first,
      shown: seen === null ? null : seen.at - began,
      scripts,
      answers: added(answers, await streamedSize(shown)),
    };
  } finally {
    await page.context().close();
  }
}

const added = (one: Bytes, other: Bytes): Bytes => ({ whole: one.whole + other.whole, sent: one.sent + other.sent });

/** A stream is sent as it is. */
async function streamedSize({ streamed, cookie = '' }: Shown): Promise<Bytes> {
  if (streamed === undefined) return { whole: 0, sent: 0 };
  const { length } = Buffer.from(await (await fetch(streamed, { headers: { cookie } })).arrayBuffer());
  return { whole: length, sent: length };
}

interface Drawn {
  what: string;
  at: number;
}

async function drawnOn(page: Page, what: string): Promise<Drawn | null> {
  const found = await page.evaluate<Drawn | null>('window.drawn');
  return found?.what === what ? found : null;
}

const drawn = (page: Page, what: string): Promise<Drawn> => until(`the page shows ${what}`, () => drawnOn(page, what));

/** ms from the moment that `write` tells, in ms since 1970, to the text on the screen. */
export async function latency(page: Page, what: string, write: () => Promise<number>): Promise<number> {
  await page.evaluate(`window.want(${JSON.stringify(what)})`);
  const wrote = await write();
  return (await drawn(page, what)).at - wrote;
}

/** Streams have no end, and are left out. */
function watchSizes(page: Page): () => Promise<Pick<Visit, 'scripts' | 'answers'>> {
  const bodies: Promise<{ isScript: boolean; whole: number; sent: number } | null>[] = [];
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    const isScript = /javascript|css/.test(type);
    if (!isScript && !type.includes('json')) return;
    const packed = response.headers()['content-encoding'] !== undefined;
    const sized = response.body().then((body) => {
      const sent = packed ? gzipSync(body).length : body.length;
      return { isScript, whole: body.length, sent };
    });
    bodies.push(sized.catch(() => null));
  });
  return async () => {
    const all = (await Promise.all(bodies)).filter((one) => one !== null);
    const sum = (isScript: boolean): Bytes => {
      const some = all.filter((one) => one.isScript === isScript);
      const total = (key: 'whole' | 'sent'): number => some.reduce((before, one) => before + one[key], 0);
      return { whole: total('whole'), sent: total('sent') };
    };
    return { scripts: sum(true), answers: sum(false) };
  };
}
