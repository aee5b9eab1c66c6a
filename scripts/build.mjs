// Builds dist/: compiled beside it and put in place whole, so that a failed build leaves the old one; the stamp comes last.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneFile } from './one-file.mjs';
import { filesBelow, isCode, SOURCE_FOLDERS, sourceHash } from './stamp.mjs';
import { buildPage } from './web.mjs';
import { bundleWorkflows } from './workflow-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const cache = join(root, '.cache');
const fresh = join(cache, `dist-${process.pid}`);
const old = join(cache, `dist-old-${process.pid}`);

/** False after the compiler has said what is wrong. */
function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Scripts and data are read from beside the code that uses them. */
function copyOthers() {
  const all = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder));
  for (const file of all.filter((name) => !isCode(name))) {
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    copyFileSync(join(root, file), join(fresh, file));
  }
}

/** Small programs that start and watch agents. Without a compiler shells do it; they are slower then, and find less of what an agent leaves behind. */
function compileHosts() {
  const folder = join('agents', 'host');
  const cc = (name, sources, ...flags) =>
    spawnSync(
      'cc',
      ['-O2', ...flags, '-o', join(fresh, folder, name), ...sources.map((one) => join(root, folder, one))],
      { stdio: 'ignore' },
    ).status === 0;
  const made = (name, ...sources) => cc(name, sources, '-static', '-s') || cc(name, sources, '-s');
  const isMade = () => made('subreaper', 'subreaper.c', 'host.c') && made('forker', 'forker.c');
  if (process.platform !== 'linux' || isMade()) return;
  console.error('build: no C compiler (cc) that works; agent hosts are shell scripts and run without the subreaper');
}

function putInPlace() {
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
}

function makeExecutable() {
  const main = join(dist, 'cli', 'main.js');
  if (existsSync(main)) chmodSync(main, 0o755);
}

async function build() {
  const hash = sourceHash(root);
  if (!compile()) return false;
  copyOthers();
  compileHosts();
  await oneFile(fresh);
  await buildPage(join(fresh, 'web', 'page'));
  putInPlace();
  await bundleWorkflows(root);
  makeExecutable();
  writeFileSync(join(dist, '.stamp'), hash);
  return true;
}

mkdirSync(cache, { recursive: true });
try {
  if (!(await build())) process.exitCode = 1;
} finally {
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
}
