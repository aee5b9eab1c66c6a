// One Chromium and one dashboard for all tests of the page, over workspaces that stand: a shop, one in which every text is hostile, a new one,
// and a folder that is none.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startChromium } from '../../bench/web/chromium.js';
import { createLayout } from '../../disk/layout.js';
import { startDashboard } from '../../bench/web/dashboard.js';
import { hostileStand } from '../web/stand/hostile-stand.js';
import { openStand } from '../web/stand/stand.js';

export interface Web {
  /** Of the Chromium, for `watchedPage`. */
  chromium: string;
  /** As `serve` printed it, with its token. */
  url: string;
  origin: string;
  /** Key of each workspace, by the name of its folder. */
  keys: Record<string, string>;
  /** Folder in which they lie, and the state home. */
  root: string;
  home: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    web: Web;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'millrace-web-')));
  const now = Date.now();
  const shop = await openStand({ root, name: 'shop', now });
  const hostile = await hostileStand({ root, name: 'hostile', now });
  for (const name of ['empty', 'none']) mkdirSync(path.join(root, name));
  await createLayout(path.join(root, 'empty'), new Date(now).toISOString(), '00000001');
  const [chromium, dashboard] = await Promise.all([
    startChromium(),
    startDashboard(
      ['shop', 'hostile', 'empty', 'none'].map((name) => path.join(root, name)),
      shop.home,
    ),
  ]);
  const { url, origin, keys } = dashboard;
  project.provide('web', { chromium: chromium.address, url, origin, keys, root, home: shop.home });
  return async () => {
    await Promise.allSettled([chromium.close(), dashboard.stop()]);
    for (const stand of [shop, hostile]) stand.leave();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
}
