// sha256 of a file of any size, read in pieces.
import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { chunksOf, openPlain } from './read.js';

/** `bytes`: its size. Rejects with what `openPlain` throws: `ENOENT` where there is none, `ForeignObject` for what is no regular file. */
export async function digestOfFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const descriptor = openPlain(file);
  const { size } = fstatSync(descriptor);
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(descriptor)) hash.update(chunk);
  return { sha256: hash.digest('hex'), bytes: size };
}
