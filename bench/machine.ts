// On what the figures were made.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { findTemporal } from '../worker/server/binary.js';
import { binaryCache, stateHome } from '../worker/state-home.js';
import { median, percentile, short } from './numbers.js';

export async function machineLine(): Promise<string> {
  const { version } = await findTemporal({ say: (line) => console.error(line), cacheDir: binaryCache(stateHome()) });
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory}, Node ${process.version}`,
    `${version}; at the start: ${loadLine()}`,
  ].join(', ');
}

/** How busy the machine is: the load of the last minute, and what the start of Node takes because of it. */
export function loadLine(): string {
  const times = Array.from({ length: 9 }, timeNode);
  return `load ${(loadavg()[0] ?? 0).toFixed(1)}, \`node -e 0\` takes ${short(median(times))} ms (least ${short(percentile(times, 0))})`;
}

function timeNode(): number {
  const before = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - before;
}
