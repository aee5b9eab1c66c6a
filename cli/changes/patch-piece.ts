// A piece of what one stage changed, as a patch that a screen can show: a large one is never held whole.
import { changesHere } from './here.js';

export interface PatchPiece {
  /** UTF-8. */
  bytes: Buffer;
  /** There is more behind it. */
  more: boolean;
}

class Enough extends Error {}

/** `from`: bytes of the patch that are left out; `most`: bytes wanted. Null where nothing is on record. Throws where the trees are not kept any more. */
export async function patchPiece(
  { dir, env, request }: { dir: string; env: NodeJS.ProcessEnv; request: string },
  from: number,
  most: number,
): Promise<PatchPiece | null> {
  const { place, stages } = await changesHere(dir, env);
  const changes = stages.find((one) => one.request === request)?.changes;
  const { before = null, after = null } = changes ?? {};
  if (before === null || after === null) return null;
  if (before === after) return { bytes: Buffer.alloc(0), more: false };
  const { showPatch } = await import('../../checkpoints/patch.js');
  const parts: Buffer[] = [];
  let [at, held] = [0, 0];
  const take = (part: Uint8Array): void => {
    const bytes = Buffer.from(part).subarray(Math.max(0, from - at));
    at += part.length;
    if (held + bytes.length > most) {
      parts.push(bytes.subarray(0, most - held));
      throw new Enough();
    }
    held += bytes.length;
    parts.push(bytes);
  };
  const screen = { color: false, columns: 0 };
  try {
    await showPatch(place, before, after, { screen }, take);
    return { bytes: Buffer.concat(parts), more: false };
  } catch (error) {
    if (error instanceof Enough) return { bytes: Buffer.concat(parts), more: true };
    throw error;
  }
}
