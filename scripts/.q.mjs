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
import { buildSync } from 'esbuild';
import { cpSync } from 'node:fs';
function compile() {
  const files = [...SOURCE_FOLDERS, 'web/serve','test/campaign','test/conformance','test/docs','test/eval','test/histories/record','test/long/checker','test/long/chaos','test/long/readers','test/long/trees','test/pictures','test/support'].filter((f,i,a)=>a.indexOf(f)===i).flatMap((folder) => filesBelow(root, folder)).filter((n) => !n.includes('node_modules') && !n.endsWith('.test.ts') && isCode(n) && /\.tsx?$/.test(n) && !n.endsWith('.d.ts'));
  mkdirSync(fresh, {recursive: true});
  files.push('web/contract.ts');
  buildSync({ entryPoints: files.map((f) => join(root, f)), outdir: fresh, outbase: root, format: 'esm', platform: 'node', target: 'node20', bundle: false, logLevel: 'error' });
  return true;
}

/** Scripts and data are read from beside the code that uses them. */
function copyOthers() {
  const all = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder));
  for (const file of all.filter((name) => !isCode(name))) {
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    copyFileSync(join(root, file), join(fresh, file));
  }
}

/** Without a compiler hosts run without it; they then find less of what an agent leaves behind. */
function compileSubreaper() {
  const [source, program] = [join(root, 'agents', 'host', 'subreaper.c'), join(fresh, 'agents', 'host', 'subreaper')];
  const cc = (...flags) => spawnSync('cc', ['-O2', ...flags, '-o', program, source], { stdio: 'ignore' }).status === 0;
  if (process.platform !== 'linux' || cc('-static', '-s') || cc('-s')) return;
  console.error('build: no C compiler (cc) that works; agent hosts run without the subreaper');
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
  compileSubreaper();
  await oneFile(fresh);
  cpSync(join(dist,'web','page'), join(fresh,'web','page'), {recursive:true});
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
