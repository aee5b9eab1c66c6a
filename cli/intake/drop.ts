// Leaves a document in its queue folder, whole or not at all, for the next worker to find.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { failed } from '../errors.js';

/** Path relative to the workspace; null, and nothing changed, when a file of this name is there. */
export async function dropFile(
  workspace: string,
  { family, id }: Pick<WorkDocument, 'family' | 'id'>,
  text: string,
): Promise<string | null> {
  const { createOnly } = await import('../../disk/write.js');
  const path = `${RUNTIME_DIR}/${runtimePaths.document(family, 'queued', id)}`;
  return (await createOnly(await safely(workspace, path), text, { wholeBefore: true })) ? path : null;
}

/** The absolute path. Exit 1 when a link on the way could lead out of the workspace. */
async function safely(workspace: string, path: string): Promise<string> {
  const { insideOf } = await import('../../disk/inside.js');
  try {
    return insideOf(workspace, path);
  } catch (error) {
    throw failed('unsafe_path', error instanceof Error ? error.message : String(error));
  }
}
