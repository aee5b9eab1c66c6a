// A small disk of its own in the place of a folder, to be filled to the last byte.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  fill(): void;
  /** Makes room again. */
  clear(): void;
  remount(mode: 'ro' | 'rw'): void;
  unmount(): void;
}

/** Whether this user may mount: root in a container that lets him. */
export const canMount = ((): boolean => {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-mount-'));
  try {
    mountAt(folder, '64k').unmount();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
})();

/** What was in the folder is hidden until it is unmounted. `size`: as `mount` takes it. Throws where mounting is not permitted. */
export function mountAt(folder: string, size: string): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder], { stdio: 'pipe' });
  const filler = path.join(folder, 'filler');
  return {
    fill: () => fillUp(filler),
    clear: () => rmSync(filler, { force: true }),
    remount: (mode) => void execFileSync('mount', ['-o', `remount,${mode}`, folder]),
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}

function fillUp(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (const size of [65_536, 4096, 512, 1]) fillWith(descriptor, Buffer.alloc(size));
  } finally {
    closeSync(descriptor);
  }
}

function fillWith(descriptor: number, block: Buffer): void {
  try {
    while (writeSync(descriptor, block) > 0);
  } catch {
    // Full.
  }
}
