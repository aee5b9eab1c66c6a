// On what the figures were made.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { findTemporal } from '../worker/server/binary.js';
import { binaryCache, stateHome } from '../worker/state-home.js';

export async function machineLine(): Promise<string> {
  const { version } = await findTemporal({ say: (line) => console.error(line), cacheDir: binaryCache(stateHome()) });
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory}, Node ${process.version}`,
    `${version}, load ${loadLine()} at the start`,
  ].join(', ');
}

/** Of the last minute. */
export const loadLine = (): string => (loadavg()[0] ?? 0).toFixed(1);
