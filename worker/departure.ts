// A workspace whose folder is moved, removed or replaced while it is served: the worker stops, and says where it goes on.
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { followFolder, type Whereabouts } from '../disk/anchor.js';
import { recordFolder } from './folder.js';
import type { WorkspacePlace } from './place.js';
import { repeatedly } from './repeat.js';
import { KnownError } from '../core/told-error.js';

const LOOK_MS = 500;
const AGENTS = 'This worker stops. Agents at work go on, and what they leave is kept.';

/** The folder is not where it was. Exit 3. */
export class WorkspaceGone extends KnownError {
  constructor(message: string) {
    super('workspace_gone', message);
  }
}

type Away = Extract<Whereabouts, { at: 'away' }>;

/** `left` rejects with `WorkspaceGone` when the folder is not in its place any more. */
export function watchDeparture(
  place: WorkspacePlace,
  say: (line: string) => void,
): { left: Promise<never>; close(): void } {
  const { workspace } = place.dirs;
  const follower = followFolder(workspace);
  let leave: (error: WorkspaceGone) => void = () => undefined;
  const left = new Promise<never>((_resolve, reject) => (leave = reject));
  const look = async (): Promise<void> => {
    const seen = follower.look();
    if (seen.at === 'home') return;
    if (seen.to !== null) await recordFolder(place.dirs, place.identity, seen.to);
    leave(new WorkspaceGone(departureText(workspace, seen)));
  };
  // A disk that does not answer is no departure.
  const end = repeatedly(LOOK_MS, look, (error) => say(`The workspace could not be looked at: ${String(error)}`));
  const close = (): void => {
    end();
    follower.close();
  };
  return { left, close };
}

/** What happened, and what to do. */
export function departureText(workspace: string, { to, replaced }: Omit<Away, 'at'>): string {
  if (to !== null) {
    const other = replaced ? ', and another folder is in its place' : '';
    return `The workspace was moved from ${workspace} to ${to} while it was served${other}. ${AGENTS} \`millrace run\` in ${to} goes on with it.`;
  }
  const what = replaced
    ? `Another folder stands at ${workspace}, where the workspace was. Nothing is written to it.`
    : `The workspace ${workspace} is gone: it was removed, or its disk was taken away.`;
  const back = `When the folder is back in its place \`millrace run\` there goes on; where it is back without ${RUNTIME_DIR}, \`millrace init\` there first, which knows it again.`;
  return `${what} ${AGENTS} ${back}`;
}
