// Whether the work tree is free: a foreground host holds a lock on the folder itself, as `host.sh` takes it.
import { spawn } from 'node:child_process';

/** `flock` ends with 1 when somebody holds the lock; any other trouble is not ours to name. */
const HELD = 1;

export function workTreeIsHeld(treeDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('flock', ['--nonblock', treeDir, 'true'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === HELD));
  });
}
