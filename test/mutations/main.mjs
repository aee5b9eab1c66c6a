// `npm run mutations`: makes each slip of `slips.mjs` in a copy of the code and tells whether the tier pure sees it. The
// tests beside the file run first, then those that vitest relates to it, and the whole tier only when all of them pass. Exit 1
// when fewer than `ENOUGH` are caught. Arguments: words; only slips whose file or meaning has one of them are tried.
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
import { SLIPS } from './slips.mjs';

/** @typedef {import('./slips.mjs').Slip} Slip */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The engine, and what its two machines share. */
const ROOMS = ['core/engine', 'core/contracts', 'core/outcome'];
const ENOUGH = 36;
/** Copies that are tried beside each other. */
const AT_ONCE = 2;
/** For each process: a slip may let a test go on for ever, and no timer ends a loop. */
const CPU_SECONDS = { few: 60, all: 900 };
/** Each file has modules of its own: some tests make up a row of a table before what reads it is loaded. */
const VITEST = [...['--config', 'test/vitest.config.ts', '--project', 'pure'], ...['--bail', '1', '--maxWorkers', '1']];

/** What git knows of, with changes that are not committed; the packages by a link. */
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
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** @param {Slip} slip @returns the one file of this name in the engine that has the text once, below the root */
function placeOf({ file, find }) {
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

/** @param {Slip} slip @returns {Promise<string>} what became of it */
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
    if (!(await passes(copy, CPU_SECONDS.few, ['run', '--passWithNoTests', dirname(place)]))) return 'caught';
    if (!(await passes(copy, CPU_SECONDS.all, ['related', '--run', place]))) return 'caught';
    return (await passes(copy, CPU_SECONDS.all, ['run'])) ? 'survived' : 'caught by the whole tier';
  } finally {
    writeFileSync(file, before);
  }
}

/** Takes slips from the list until none is left. */
async function work(copy, waiting, results) {
  for (let slip = waiting.shift(); slip !== undefined; slip = waiting.shift()) {
    const result = await tried(slip, copy);
    results.push(result);
    console.log(`${result.padEnd(24)} ${slip.file}: ${slip.breaks}`);
  }
}

/** What became of each slip; null when the tests fail without any, and so say nothing. */
async function tryAll(chosen) {
  const copies = Array.from({ length: AT_ONCE }, () => copyOf(ROOT));
  const [waiting, results] = [[...chosen], []];
  try {
    if (!(await passes(copies[0], CPU_SECONDS.all, ['run']))) return null;
    await Promise.all(copies.map((copy) => work(copy, waiting, results)));
    return results;
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

const words = process.argv.slice(2);
const isMeant = ({ file, breaks }) => words.some((word) => `${file}: ${breaks}`.includes(word));
const chosen = words.length === 0 ? SLIPS : SLIPS.filter(isMeant);
const results = await tryAll(chosen);
if (results === null)
  console.error('The tier pure fails without any slip: mend it first, `npm run test:pure` tells what.');
const caught = results?.filter((result) => result.startsWith('caught')).length ?? 0;
console.log(`${caught} of ${chosen.length} slips were caught`);
process.exitCode = results === null || caught < Math.min(ENOUGH, chosen.length) ? 1 : 0;
