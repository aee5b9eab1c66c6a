// Installs the reference from its package index, once, into a folder of its own under the temporary folder.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Side } from '../side.js';

const VERSION = '0.20.3';

/** Needs python3 with venv, and pip's index. Throws what they print when that fails. */
export function installReference(): Side {
  const folder = path.join(tmpdir(), `millrace-reference-${VERSION}`);
  if (!existsSync(folder)) install(folder);
  const argv = [path.join(folder, 'bin', 'python'), path.join(folder, 'bin', 'millrace')] as const;
  return { name: 'reference', kind: 'reference', argv };
}

/** The scripts of a venv name its folder, so it is made where it stays, and removed when it is not whole. */
function install(folder: string): void {
  console.error(`Installing the reference, millrace-ai ${VERSION}, into ${folder}.`);
  try {
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(path.join(folder, 'bin', 'pip'), ['install', '--quiet', `millrace-ai==${VERSION}`]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
