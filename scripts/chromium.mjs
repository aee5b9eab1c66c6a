// Finds a Chromium, installs Debian's where there is none and we may, and prints its path. Everything else that it says goes to stderr.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ON_A_MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
/** Another program may install something at this moment. */
const APT = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];

const say = (line) => console.error(`chromium: ${line}`);

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null = there is none. Throws where the named one is none. */
function find() {
  const named = process.env.MILLRACE_CHROMIUM ?? '';
  if (named !== '') {
    if (runs(named)) return named;
    throw new Error(`MILLRACE_CHROMIUM names ${named}, and that is no program; name one, or take the variable away`);
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...places, ...ON_A_MAC].find(runs) ?? null;
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  say(`apt-get ${args.join(' ')}`);
  return spawnSync('apt-get', [...APT, ...args], { env, stdio: ['ignore', 2, 2] }).status === 0;
}

const isDebian = () =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));

/** A list of packages that is old, or missing, names files that are gone. */
function install() {
  const packages = ['install', '-y', '--no-install-recommends', 'chromium'];
  return apt(...packages) || (apt('update') && apt(...packages));
}

function found() {
  const there = find();
  if (there !== null) return there;
  const may = process.getuid?.() === 0 && isDebian();
  if (may && install()) return find();
  const why = may ? 'apt-get could not install it, see above' : 'it is installed by itself only on Debian, as root';
  throw new Error(
    `there is no Chromium, and ${why}. Install Chromium or Chrome, or name one by MILLRACE_CHROMIUM=/path/to/chromium`,
  );
}

try {
  console.log(found());
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
