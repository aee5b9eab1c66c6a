// `artifacts.toml`: which files in the folder of a run count as which artifact. A workspace's file adds to the shipped one.
import { z } from 'zod';
import { SAFE_ID } from '../../contracts/ids.js';
import { ARTIFACT_SCHEMAS } from '../../contracts/registered.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId } from './stage-kind.js';

const fileName = z.string().regex(SAFE_ID, 'must be the name of a file, without a folder');

const schema = z.record(
  canonicalId,
  z.strictObject({
    /** Accepted names; the first one is what a stage is told to write. */
    files: z.array(fileName).min(1),
    schema: z.enum(ARTIFACT_SCHEMAS),
  }),
);

export type Artifact = z.infer<typeof schema>[string];

/** Files come in order: shipped first. An artifact of a later file replaces that of the same id. */
export function readArtifacts(files: SourceFile[], diagnostics: Diagnostic[]): Map<string, Artifact> {
  const found = new Map<string, Artifact>();
  for (const file of files) {
    const table = readToml(schema, file.path, file.text, diagnostics);
    for (const [id, artifact] of Object.entries(table ?? {})) found.set(id, artifact);
  }
  const path = files.at(-1)?.path ?? '';
  const owners = new Map<string, string>();
  for (const [id, { files: names }] of found) {
    for (const name of names) checkOwner(owners, name, id, path, diagnostics);
  }
  return found;
}

function checkOwner(owners: Map<string, string>, name: string, id: string, path: string, diagnostics: Diagnostic[]) {
  const other = owners.get(name);
  owners.set(name, id);
  if (other === undefined) return;
  const message = `The file ${name} would be both ${other === id ? `${id} twice` : `${other} and ${id}`}.`;
  diagnostics.push(diagnostic('MR1005', path, message, { field: `${id}.files` }));
}
