// Makes a clone ready for the tests and the demo: packages, build, a temporal binary. What is there already is left alone, without network.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, sourceHash } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => console.log(`ready: ${line}`);
/** Of the settings that an outer npm hands down, only those that say how to reach a registry. */
const KEPT =
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|\/\/.*)$/i;

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);
const json = (file) => JSON.parse(read(file) ?? '{}');

/** An outer npm's options (omit, dry-run, prefix, global…) are for it, not for a command inside. */
function environment() {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([key]) => !/^npm_/i.test(key) || KEPT.test(key)));
}

function run(what, command, args) {
  say(`${what}…`);
  const { status, error } = spawnSync(command, args, { cwd: root, env: environment(), stdio: 'inherit' });
  if (status !== 0) throw new Error(`${what} failed${error ? ` (${error.message})` : ', see above'}`);
}

/** True when npm's own list of what it installed has every package of the lockfile that this machine needs, in its version. */
function sameAsInstalled() {
  const installed = json(join(root, 'node_modules', '.package-lock.json')).packages ?? {};
  const wanted = Object.entries(json(join(root, 'package-lock.json')).packages ?? {});
  return wanted.every(([path, { version, optional }]) => {
    if (path === '' || (optional && installed[path] === undefined)) return true;
    return installed[path]?.version === version && existsSync(join(root, path));
  });
}

/** Packages that are as the lockfile says already are left alone. */
function ensurePackages() {
  const stamp = join(root, 'node_modules', '.millrace-ready');
  const hash = hashOf(root, ['package-lock.json']);
  if (read(stamp) === hash) return;
  if (!sameAsInstalled()) run('installing packages', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  writeFileSync(stamp, hash);
}

function ensureBuild() {
  if (read(join(root, 'dist', '.stamp')) === sourceHash(root)) return;
  run('building dist/', process.execPath, [join(root, 'scripts', 'build.mjs')]);
}

async function ensureTemporal() {
  const load = (file) => import(new URL(`../dist/worker/${file}`, import.meta.url).href);
  const { binaryCache, stateHome } = await load('state-home.js');
  const { findTemporal } = await load('server/binary.js');
  const { path, version } = await findTemporal({ say, cacheDir: binaryCache(stateHome()) });
  say(`Temporal: ${path} (${version})`);
}

try {
  ensurePackages();
  ensureBuild();
  await ensureTemporal();
} catch (error) {
  console.error(`ready: ${error.message}`);
  process.exitCode = 1;
}
