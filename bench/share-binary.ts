// The temporal binary of this machine for a private state home: to build it there again takes ten seconds.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal } from '../worker/server/binary.js';
import { CACHED_NAME } from '../worker/server/flags.js';
import { binaryCache, stateHome } from '../worker/state-home.js';

/** A binary that was fetched once serves the private state home too. */
export async function shareBinary(home: string, say = (line: string): void => console.log(line)): Promise<void> {
  const { path } = await findTemporal({ say, cacheDir: binaryCache(stateHome()) });
  mkdirSync(binaryCache(home), { recursive: true });
  symlinkSync(path, join(binaryCache(home), CACHED_NAME));
}
