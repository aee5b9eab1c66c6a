// `npm run mutations`: makes each slip of `slips.mjs` in a copy of the code and tells whether the tier pure sees it. The
// tests beside the file run first, then those that vitest relates to it, and the whole tier only when all of them pass. A fault of
// `faults.mjs` has to be seen by the one test that it names. Exit 1 when fewer slips than `ENOUGH`, or not all faults, are caught.
// Arguments: words; only slips and faults whose file or meaning has one of them are tried.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.mjs';
import { SLIPS } from './slips.mjs';

/** @typedef {import('./slips.mjs').Slip} Slip */
/** @typedef {import('./faults.mjs').Fault} Fault */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The engine, and what its two machines share. */
const ROOMS = ['core/engine', 'core/contracts', 'core/outcome'];
const ENOUGH = 36;
/** Copies that are tried beside each other. */
const AT_ONCE = 2;
/** For each process: a slip may let a test go on for ever, and no timer ends a loop. */
const CPU_SECONDS = { few: 60, all: 900 };
/** Each file has modules of its own: some tests make up a row of a table before what reads it is loaded. */
const VITEST = [...['--config', 'test/vitest.config.ts'], ...['--bail', '1', '--maxWorkers', '1']];
const PURE = ['--project', 'pure'];

/** What git knows of, with changes that are not committed; packages and build by a link. */
function copyOf(root) {
  const copy = mkdtempSync(join(tmpdir(), 'millrace-mutations-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--deduplicate'], { cwd: root });
  const files = listed.toString('utf8').split('\n');
  // Git lists what was deleted, too, and packages that are a link themselves.
  const isCopied = (name) => !['', 'node_modules'].includes(name) && existsSync(join(root, name));
  for (const file of files.filter(isCopied)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { force: true });
  }
  // Played agents run from the build: no slip is made in it.
  for (const folder of ['node_modules', 'dist']) symlinkSync(join(root, folder), join(copy, folder));
  return copy;
}

/** @param {Slip | Fault} slip @returns the one file of this name in the engine that has the text once, below the root */
function placeOf({ file, find }) {
  if (file.includes('/')) return readFileSync(join(ROOT, file), 'utf8').split(find).length === 2 ? file : null;
  const named = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  ).filter((name) => basename(name) === file);
  const fitting = named.filter((name) => readFileSync(join(ROOT, name), 'utf8').split(find).length === 2);
  return fitting.length === 1 ? fitting[0] : null;
}

function passes(copy, seconds, args) {
  const vitest = [process.execPath, join(copy, 'node_modules/vitest/vitest.mjs'), ...args, ...VITEST];
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `ulimit -t ${seconds}; exec "$@"`, 'sh', ...vitest], {
      cwd: copy,
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0));
  });
}

/** @param {Slip | Fault} slip @returns {Promise<string>} what became of it */
async function tried(slip, copy) {
  const place = placeOf(slip);
  if (place === null) return 'fits nowhere';
  const file = join(copy, place);
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    before.replace(slip.find, () => slip.replace),
  );
  try {
    if ('test' in slip) return (await passes(copy, CPU_SECONDS.all, ['run', slip.test])) ? 'survived' : 'caught';
    if (!(await passes(copy, CPU_SECONDS.few, ['run', ...PURE, '--passWithNoTests', dirname(place)]))) return 'caught';
    if (!(await passes(copy, CPU_SECONDS.all, ['related', '--run', ...PURE, place]))) return 'caught';
    return (await passes(copy, CPU_SECONDS.all, ['run', ...PURE])) ? 'survived' : 'caught by the whole tier';
  } finally {
    writeFileSync(file, before);
  }
}

/** Takes slips from the list until none is left. */
async function work(copy, waiting, results) {
  for (let slip = waiting.shift(); slip !== undefined; slip = waiting.shift()) {
    const result = await tried(slip, copy);
    results.push({ slip, isCaught: result.startsWith('caught') });
    console.log(`${result.padEnd(24)} ${nameOf(slip)}`);
  }
}

/** @param {Slip | Fault} slip */
const nameOf = (slip) => `${'fault' in slip ? `fault ${slip.fault}, ` : ''}${slip.file}: ${slip.breaks}`;

/** What has to pass before anything is changed. */
const ownTests = (chosen) => {
  const named = chosen.flatMap((slip) => ('test' in slip ? [slip.test] : []));
  return named.length === chosen.length ? ['run', ...new Set(named)] : ['run', ...PURE];
};

/** What became of each slip; null when the tests fail without any, and so say nothing. */
async function tryAll(chosen) {
  const copies = Array.from({ length: AT_ONCE }, () => copyOf(ROOT));
  const [waiting, results] = [[...chosen], []];
  try {
    if (!(await passes(copies[0], CPU_SECONDS.all, ownTests(chosen)))) return null;
    await Promise.all(copies.map((copy) => work(copy, waiting, results)));
    return results;
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

const words = process.argv.slice(2);
const isMeant = (slip) => words.length === 0 || words.some((word) => nameOf(slip).includes(word));
const [slips, faults] = [SLIPS.filter(isMeant), FAULTS.filter(isMeant)];
const results = await tryAll([...slips, ...faults]);
if (results === null) console.error('The tests fail without any slip: mend them first, `npm test` tells what.');
const caught = (of) => (results ?? []).filter(({ slip, isCaught }) => isCaught && of.includes(slip)).length;
console.log(`${caught(slips)} of ${slips.length} slips, and ${caught(faults)} of ${faults.length} faults, were caught`);
const isEnough = caught(slips) >= Math.min(ENOUGH, slips.length) && caught(faults) === faults.length;
process.exitCode = results !== null && isEnough ? 0 : 1;
