// Installs a real agent CLI in its own folder below this one, so that the product's own install stays small.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The long tier tries the same tests with a newer version, where there is a folder for one: `codex-newer` beside `codex`. */
const versionOf = (name: string): string =>
  process.env['MILLRACE_TIER'] === 'long' && existsSync(join(import.meta.dirname, `${name}-newer`))
    ? `${name}-newer`
    : name;

/**
 * Folder with the CLI's commands, ready to stand on PATH. Runs `npm ci` when the pinned version is not there (minutes,
 * some 300 MB). Throws with what to do when npm fails, as it does without a network.
 */
export function installRunner(name: string): string {
  const version = versionOf(name);
  const folder = join(import.meta.dirname, version);
  if (!isInstalled(folder)) fetchInto(version, folder);
  return join(folder, 'node_modules', '.bin');
}

function isInstalled(folder: string): boolean {
  return Object.entries(readManifest(folder).dependencies).every(([dependency, version]) => {
    const installed = join(folder, 'node_modules', dependency);
    return existsSync(join(installed, 'package.json')) && readManifest(installed).version === version;
  });
}

function fetchInto(name: string, folder: string): void {
  console.log(`test/runners/${name}: the pinned CLI is not installed; running npm ci there, once`);
  const npm = spawnSync('npm', ['ci', '--fetch-retries=1'], { cwd: folder, encoding: 'utf8' });
  if (npm.status === 0) return;
  const why =
    npm.error?.message ?? npm.stderr.split('\n').find((line) => /npm (error|ERR!)/.test(line)) ?? 'no reason given';
  throw new Error(
    `test/runners/${name}: npm ci failed (${why}). The tests with the real CLI need the npm registry once: ` +
      `connect, run "npm ci" in test/runners/${name}, and start the tests again.`,
  );
}
