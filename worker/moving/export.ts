// Writes a workspace into an archive, and from then on this host does not serve it. Who is killed leaves no archive, or a whole one.
import { closeSync, existsSync, fsyncSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../disk/errors.js';
import { linkFile, moveFile } from '../../disk/files.js';
import { openTop } from '../../disk/opened.js';
import { openPlain } from '../../disk/read.js';
import { runningServer } from '../commands.js';
import { connectTo } from '../server/connect.js';
import { hostHere } from '../hosts/here.js';
import { OtherHost, otherHost, runOf } from '../hosts/owner.js';
import { forgetLeft, keepLeft } from '../hosts/record.js';
import { type WorkspacePlace, workspacePlace } from '../place.js';
import { decideAccepted } from '../ground/server.js';
import { NotPacked, pack, type Packed } from './pack.js';
import { draftBeside } from './scratch.js';

/** Called while nobody else works for the workspace. `file`: absolute, not there. Throws `OtherHost`, `NotPacked`, and what server, git or disk say. */
export async function exportWorkspace(
  workspaceDir: string,
  file: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Packed> {
  const place = await workspacePlace(workspaceDir);
  const { id, name } = await hostHere(place.stateHome, env, say);
  const at = new Date().toISOString();
  const runId = await runHere(place, env, say);
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = draftBeside(file);
  return pack(place, { draft, about: { at, host: { id, name }, runId }, env }, async () => {
    sync(openPlain(draft));
    // Before there is an archive that somebody could take: two hosts must never both go on.
    await keepLeft(place.dirs.state, { at, file });
    if (!placed(draft, file, place.dirs.state))
      throw new NotPacked(`${file} came to be there meanwhile.`, 'Name another file.');
    syncName(file);
  });
}

/** False, and this host goes on with it, where the name is taken: without an archive nobody else can take it. */
function placed(draft: string, file: string, state: string): boolean {
  let isThere = false;
  try {
    isThere = named(draft, file);
    return isThere;
  } finally {
    if (!isThere) forgetLeft(state);
  }
}

function named(draft: string, file: string): boolean {
  try {
    return linkFile(draft, file);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
    return !existsSync(file) && moveFile(draft, file);
  }
}

/** What a disk says that knows no hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** And closed. */
function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** As far as the disk takes that of a folder: the archive is there in any case. */
function syncName(file: string): void {
  try {
    sync(openTop(path.dirname(file)).descriptor);
  } catch {
    // A power cut may take the name then, and `claim` the workspace back.
  }
}

/** The run that other hosts see, null where none can; throws `OtherHost` where it is not this host's. */
async function runHere(
  place: WorkspacePlace,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string | null> {
  if (decideAccepted(place, env).kind === 'embedded') return null;
  const choice = await runningServer(place, { timeoutMs: 0, say });
  return connectTo(choice, async (client) => {
    const run = await runOf(client, place.id);
    const host = otherHost(place, await hostHere(place.stateHome, env), run?.host ?? null);
    if (host !== null)
      throw new OtherHost(
        `Workspace ${place.id} belongs to the host ${host.name} since ${host.since}. Nothing was exported.`,
        `\`millrace workspaces export FILE\` on ${host.name}.`,
      );
    return run?.runId ?? null;
  });
}
