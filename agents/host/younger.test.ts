import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { madeSince, noteLaunch } from './younger.js';

async function child(): Promise<number> {
  const made = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void made.kill('SIGKILL'));
  await once(made, 'spawn');
  return made.pid ?? 0;
}

describe('processes that can belong to a request', () => {
  it('are those made since its launch, and not since a later try of it', async () => {
    const before = await child();
    noteLaunch('launched');
    const first = await child();
    noteLaunch('launched');
    const second = await child();
    expect(madeSince('launched', [before, first, second])).toEqual([first, second]);
  });

  it('are all of them where another process launched it', async () => {
    const all = [1, process.pid, await child()];
    expect(madeSince('of somebody else', all)).toEqual(all);
  });
});
