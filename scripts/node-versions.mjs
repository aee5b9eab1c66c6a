// Versions of Node that the product is tried with, and where they are: from npm's `node` packages, in a folder of their own, because no user
// needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The least that `package.json` asks for, and the newest of each line that is kept up. */
export const NODE_VERSIONS = ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];

const FOLDER = fileURLToPath(new URL('../.cache/nodes', import.meta.url));

/** Absolute path of this version's `node`; npm fetches it where it is not there yet (50 MB). Throws with what npm said. */
export function nodeOf(version) {
  const folder = join(FOLDER, version);
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  const words = ['install', '--no-audit', '--no-fund', '--no-save', `node@${version}`];
  const { status, stderr } = spawnSync('npm', words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm does not give Node ${version}, which is needed here once: ${stderr}`);
  return node;
}
