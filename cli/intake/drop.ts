// Leaves a document in its queue folder, whole or not at all, for the next worker to find.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';

/** Path relative to the workspace; null, and nothing changed, when a file of this name is there. */
export async function dropFile(workspace: string, { family, id }: WorkDocument, text: string): Promise<string | null> {
  const { createOnly } = await import('../../activities/files/atomic.js');
  const { insideOf } = await import('../../activities/files/inside.js');
  const path = `${RUNTIME_DIR}/${runtimePaths.document(family, 'queued', id)}`;
  return (await createOnly(await insideOf(workspace, path), text)) ? path : null;
}
