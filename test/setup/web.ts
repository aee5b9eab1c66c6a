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
  /** Of whoever was let in: `name=value`. */
  cookie: string;
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
  const { web, end } = await standWeb();
  project.provide('web', web);
  return end;
}

export async function standWeb(): Promise<{ web: Web; end: () => Promise<void> }> {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'millrace-web-')));
  const ends: (() => unknown)[] = [];
  const end = async (): Promise<void> => {
    await Promise.allSettled(ends.map((one) => one()));
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { web: await stand(root, ends), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Puts what ends each part of it into `ends`. */
async function stand(root: string, ends: (() => unknown)[]): Promise<Web> {
  const now = Date.now();
  const shop = await openStand({ root, name: 'shop', now });
  const hostile = await hostileStand({ root, name: 'hostile', now });
  ends.push(shop.leave, hostile.leave);
  for (const name of ['empty', 'none']) mkdirSync(path.join(root, name));
  await createLayout(path.join(root, 'empty'), new Date(now).toISOString(), '00000001');
  const chromium = await startChromium();
  ends.push(chromium.close);
  const folders = ['shop', 'hostile', 'empty', 'none'].map((name) => path.join(root, name));
  const { stop, child: _child, ...dashboard } = await startDashboard(folders, shop.home);
  ends.push(stop);
  return { ...dashboard, chromium: chromium.address, root, home: shop.home };
}
