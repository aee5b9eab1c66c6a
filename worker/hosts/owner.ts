// A workspace belongs to one host: the one that the memo of its workflow names. Another one that has its folder serves it only where it was
// brought there, or an operator said that the former one is no more.
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { type HostMark, hostMarkOf } from '../../core/contracts/hosts.js';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { KnownError } from '../../core/told-error.js';
import type { WorkspacePlace } from '../place.js';
import { type Host, hostHere, isHost } from './here.js';
import { type Arrived, keepOwn, type Left, readArrived, readLeft, readOwn } from './record.js';

/** Exit 5. Nothing was changed. */
export class OtherHost extends KnownError {
  constructor(message: string, hint: string) {
    super('other_host', message, { hint });
  }
}

interface Run {
  /** Null where no host is named: an older build started it. */
  host: HostMark | null;
  runId: string;
}

export interface Ownership {
  here: Host;
  /** Why the workflow that runs is ended, and started anew for this host; null = it is this host's, or there is none. */
  takes: string | null;
}

/** Throws `OtherHost` where the workspace belongs to another host, or was exported from here. */
export async function ownershipOf(client: Client, place: WorkspacePlace): Promise<Ownership> {
  const { id, dirs, stateHome } = place;
  const here = await hostHere(stateHome);
  const [left, arrived, run] = [readLeft(dirs.state), readArrived(dirs.state), await runOf(client, id)];
  const host = run?.host ?? null;
  const other = host === null || isHost(here, host) ? null : host;
  if (left !== null) throw exported(place, left, other);
  if (run === null) return { here, takes: null };
  if (arrived !== null && mayTake(arrived, run, other))
    return { here, takes: `It belongs to the host ${here.name} now` };
  if (other !== null || arrived !== null) throw elsewhere(place, { here, other, arrived });
  return { here, takes: null };
}

/** After its workflow was started: two hosts may have begun at once, and one of them was first. Throws `OtherHost`. */
export async function settled(client: Client, place: WorkspacePlace, here: Host): Promise<void> {
  const host = (await runOf(client, place.id))?.host ?? null;
  if (host !== null && !isHost(here, host)) throw elsewhere(place, { here, other: host, arrived: null });
  await keepOwn(place.dirs.state, { id: here.id, name: here.name, since: host?.since ?? new Date().toISOString() });
}

/** As the server knows it; null where it does not. Throws what the client throws when the server does not answer. */
export async function runOf(client: Client, workspace: string): Promise<Run | null> {
  try {
    const { memo, runId } = await client.workflow.getHandle(workspaceWorkflowId(workspace)).describe();
    return { host: hostMarkOf(memo), runId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** An archive counts as long as the run goes on that it was made of: whatever was done there since would be lost. */
function mayTake({ from, anyone }: Arrived, { runId, host }: Run, other: HostMark | null): boolean {
  if (anyone === true) return true;
  if (from === null) return other === null;
  return from.runId === runId && (host === null || host.id === from.host);
}

function exported({ id }: WorkspacePlace, { at, file }: Left, other: HostMark | null): OtherHost {
  const where =
    other === null
      ? `was exported on ${at} to ${file}, to be served by another host`
      : `was moved to the host ${other.name} on ${other.since}`;
  return new OtherHost(
    `Workspace ${id} ${where}: this host does not serve it any more.`,
    '`millrace workspaces claim` has it served here again, and what was exported is out of date then.',
  );
}

interface Elsewhere {
  here: Host;
  /** Null: an older build started it, and nobody says whose it is. */
  other: HostMark | null;
  arrived: Arrived | null;
}

function elsewhere({ id, dirs }: WorkspacePlace, { here, other, arrived }: Elsewhere): OtherHost {
  const { name, since } = other ?? { name: 'that exported it', since: '' };
  const called = name === here.name ? `${name} (another one of this name, with a state home of its own)` : name;
  if (arrived !== null)
    return new OtherHost(
      `Workspace ${id} was worked on by the host ${called} since it was exported: what was imported here is out of date.`,
      'There `millrace workspaces export FILE` makes a new archive; `millrace workspaces claim` goes on here with what was imported.',
    );
  const was =
    readOwn(dirs.state) === null ? `belongs to the host ${called} since` : `was moved to the host ${called} on`;
  return new OtherHost(
    `Workspace ${id} ${was} ${since}: this host does not serve it.`,
    `For a copy with work of its own: \`millrace init --new-id\`. To move it here: \`millrace workspaces export FILE\` on ${name}, ` +
      `\`millrace workspaces import FILE\` here. Where ${name} is no more: \`millrace workspaces claim\`.`,
  );
}
