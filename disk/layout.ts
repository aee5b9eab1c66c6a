// The folders of a workspace and its identity. Safe to repeat: what is there stays as it is.
import path from 'node:path';
import { FAMILIES, type ItemState } from '../core/contracts/families.js';
import { isSafeId } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { ensureFolder } from './folder.js';
import { readIfThere } from './read-if-there.js';
import { createOnly } from './write.js';
import { insideOf } from './inside.js';

/** Content of `workspace.json`. */
export interface Identity {
  schema: 1;
  id: string;
  /** ISO 8601. */
  created_at: string;
}

/** Folders of states that come into being with the first item in them are left out. */
const STATES: readonly ItemState[] = ['queued', 'active', 'done', 'blocked'];

const foldersOf = (families: readonly string[]): string[] =>
  families.flatMap((id) => STATES.map((state) => runtimePaths.stateFolder(id, state)));

/** Every folder of a fresh workspace, relative to `millrace-agents/`. */
export const LAYOUT_FOLDERS: readonly string[] = [
  ...foldersOf(Object.keys(FAMILIES)),
  ...[runtimePaths.runs, runtimePaths.ideaInboxes[0]],
  ...[runtimePaths.snapshot, runtimePaths.events, runtimePaths.blocked('', ''), runtimePaths.idea('')].map((file) =>
    path.dirname(file),
  ),
];

// `workspace.json` is left out of the repository too: a clone is another workspace and gets an id of its own.
export const gitignoreText = `# What the runtime writes while agents work is no part of the repository.
/*
!/.gitignore
!/${runtimePaths.config}
!/${runtimePaths.readme}
!/artifacts.toml
!/modes/
!/graphs/
!/stages/
!/skills/
!/families/
!/state/
/state/*
!/${runtimePaths.baseline}
`;

/** Content of `workspace.json`. */
export const identityText = ({ schema, id, created_at }: Identity): string =>
  `${JSON.stringify({ schema, id, created_at }, null, 2)}\n`;

/**
 * `now`: ISO 8601. `randomHex`: eight hex digits. Gives the identity, the
 * old one if there was one.
 */
export async function createLayout(workspace: string, now: string, randomHex: string): Promise<Identity> {
  // A link that somebody made in its place is theirs: it is refused before anything is written.
  insideOf(workspace, RUNTIME_DIR);
  await createFolders(workspace, LAYOUT_FOLDERS);
  const file = (name: string): string => insideOf(workspace, path.join(RUNTIME_DIR, name));
  await createOnly(file('.gitignore'), gitignoreText);
  const fresh: Identity = { schema: 1, id: `${slugOf(workspace)}-${randomHex}`, created_at: now };
  await createOnly(file(runtimePaths.identity), identityText(fresh));
  return (await readIdentity(workspace)) ?? fresh;
}

/** Folders of families that the workspace added. */
export const createFamilyFolders = (workspace: string, families: readonly string[]): Promise<void> =>
  createFolders(workspace, foldersOf(families));

async function createFolders(workspace: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    ensureFolder({ workspace }, folder);
  }
}

/** Null when the directory is no workspace yet. Throws when its identity cannot be read. */
export async function readIdentity(workspace: string): Promise<Identity | null> {
  const file = path.join(workspace, RUNTIME_DIR, runtimePaths.identity);
  const text = await readIfThere(file);
  if (text === null) return null;
  const identity = workspaceIdentity(text);
  if (identity !== null) return identity;
  throw new Error(
    `${file} does not hold a workspace id ({"schema":1,"id":"…","created_at":"…"}). ` +
      `Restore it: a new id would make this another workspace, without the work under way.`,
  );
}

/** Null when the text is none. */
export function workspaceIdentity(text: string): Identity | null {
  try {
    const { schema, id, created_at } = JSON.parse(text) as Partial<Identity>;
    return schema === 1 && isSafeId(String(id)) ? { schema, id: String(id), created_at: String(created_at) } : null;
  } catch {
    return null;
  }
}

/** The folder's name as part of an id: small letters, digits and dashes, at most 40. */
function slugOf(workspace: string): string {
  const name = path.basename(path.resolve(workspace)).toLowerCase();
  const slug = name
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'workspace' : slug;
}
