// Writes a workspace into an archive, and from then on this host does not serve it. Who is killed leaves no archive, or a whole one.
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { linkFile, removeFile } from '../../disk/files.js';
import { runningServer } from '../commands.js';
import { hostHere, isHost } from '../hosts/here.js';
import { OtherHost, runOf } from '../hosts/owner.js';
import { forgetLeft, keepLeft } from '../hosts/record.js';
import { type WorkspacePlace, workspacePlace } from '../place.js';
import { decideAccepted } from '../ground/server.js';
import { connectTo } from '../hosts/connect.js';
import { NotPacked, pack, type Packed } from './pack.js';

/** Called while nobody else works for the workspace. `file`: absolute, not there. Throws `OtherHost`, `NotPacked`, and what server, git or disk say. */
export async function exportWorkspace(
  workspaceDir: string,
  file: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Pick<Packed, 'bytes' | 'left'>> {
  const place = await workspacePlace(workspaceDir);
  const { id, name } = await hostHere(place.stateHome, env);
  const at = new Date().toISOString();
  const runId = await runHere(place, env, say);
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    const packed = await pack(place, draft, { at, host: { id, name }, runId }, env);
    // Before there is an archive that somebody could take: two hosts must never both go on.
    await keepLeft(place.dirs.state, { at, file });
    if (!linkFile(draft, file)) {
      forgetLeft(place.dirs.state);
      throw new NotPacked(`${file} came to be there meanwhile.`, 'Name another file.');
    }
    return packed;
  } finally {
    removeFile(draft);
    rmSync(`${draft}.lock`, { force: true });
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
    const host = run?.host ?? null;
    if (host !== null && !isHost(await hostHere(place.stateHome, env), host))
      throw new OtherHost(
        `Workspace ${place.id} belongs to the host ${host.name} since ${host.since}. Nothing was exported.`,
        `\`millrace workspaces export FILE\` on ${host.name}.`,
      );
    return run?.runId ?? null;
  });
}
