// A real Chromium without a window, for pages of ours. It reaches nothing but what a page asks for.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';
import { packageRoot } from '../../disk/package-root.js';

const ARGS = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-extensions', '--force-color-profile=srgb'],
  // A name that somebody led to this machine.
  '--host-resolver-rules=MAP rebound.test 127.0.0.1',
  // Letters are drawn alike with and without a screen.
  ...['--font-render-hinting=none', '--disable-lcd-text'],
];

/** Absolute path. Installs one where it may; else throws after the script has said what to do. */
export const chromiumPath = (): string =>
  execFileSync(process.execPath, [path.join(packageRoot(), 'scripts', 'chromium.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();

export interface RunningChromium {
  /** For `chromium.connect` of another process. */
  address: string;
  pid: number;
  /** Ends it, kindly and then by its pid. */
  close(): Promise<void>;
}

/** With a new, empty profile. */
export async function startChromium(): Promise<RunningChromium> {
  const server = await chromium.launchServer({
    ...{ executablePath: chromiumPath(), args: ARGS, host: '127.0.0.1', timeout: 120_000 },
    // In a container as root there is none.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  return { address: server.wsEndpoint(), pid: server.process().pid ?? 0, close: () => close(server) };
}

const KIND_MS = 5000;

async function close(server: BrowserServer): Promise<void> {
  const late = setTimeout(() => server.process().kill('SIGKILL'), KIND_MS);
  try {
    await server.close();
  } finally {
    clearTimeout(late);
  }
}
