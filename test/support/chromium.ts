// A page of the tests' Chromium that is watched: whatever it complains of, asks for elsewhere, or runs that is not ours, is kept.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { HANG_MS } from './hang.js';

export interface Watched {
  page: Page;
  /** In the order in which it came; nothing of it is expected, ever. */
  troubles: string[];
  /** Fails with what is in `troubles`, but for what `but` says. */
  close(): Promise<void>;
}

export interface Wanted extends BrowserContextOptions {
  /** Origin that it may ask; everything else is a trouble. */
  origin: string;
  /** Troubles that the test makes itself. */
  but?: RegExp;
}

const SAY_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('refused by the policy: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

let connected: { address: string; browser: Promise<Browser> } | null = null;

/** One connection for all files of this process; it ends with it. */
function browserAt(address: string): Promise<Browser> {
  if (connected?.address !== address) connected = { address, browser: chromium.connect(address) };
  return connected.browser;
}

/** `address`: of the Chromium that the setup started. A context of its own: no cookie of another test. */
export async function watchedPage(address: string, { origin, but, ...options }: Wanted): Promise<Watched> {
  const browser = await browserAt(address);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(0.2 * HANG_MS);
  const page = await context.newPage();
  const troubles: string[] = [];
  const note = (what: string): void => {
    if (but?.test(what) !== true) troubles.push(what);
  };
  await page.addInitScript({ content: SAY_VIOLATIONS });
  watch(page, origin, note);
  const close = async (): Promise<void> => {
    const ran: unknown = await page.evaluate('window.ran').catch(() => undefined);
    if (ran !== undefined) note('a text ran as a program');
    await context.close();
    if (troubles.length > 0) throw new Error(`the page is in trouble:\n${troubles.join('\n')}`);
  };
  return { page, troubles, close };
}

/** Until the expression is true in the page. Asked from outside: what a page polls by itself its policy refuses. */
export async function untilIn(page: Page, expression: string, what = expression): Promise<void> {
  for (const end = Date.now() + 0.2 * HANG_MS; Date.now() < end; await sleep(25))
    if (await page.evaluate<boolean>(`Boolean(${expression})`)) return;
  throw new Error(`never came: ${what}\n${await page.evaluate<string>('document.body.innerText')}`);
}

function watch(page: Page, origin: string, note: (what: string) => void): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`error: ${error.stack ?? error.message}`));
  page.on('crash', () => note('it crashed'));
  page.on('dialog', (dialog) => {
    note(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (other) => note(`another window: ${other.url()}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) note(`asked elsewhere: ${request.url()}`);
    if (request.method() !== 'GET') note(`asked by ${request.method()}: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left ends its requests.
    if (why !== 'net::ERR_ABORTED') note(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(`answered ${response.status()}: ${response.url()}`);
  });
}
