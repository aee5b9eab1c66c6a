// A workspace belongs to one host: the one that the memo of its workflow names. Another one that has its folder serves it only where it was
// brought there, or an operator said that the former one is no more.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { type HostMark, hostMarkOf } from '../../core/contracts/hosts.js';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { KnownError } from '../../core/told-error.js';
import { namesIn } from '../../disk/read.js';
import type { WorkspacePlace } from '../place.js';
import { readBinding } from '../server/binding.js';
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
  /** As the workflow that was found names it; null = there is none, or it names nobody. */
  host: HostMark | null;
  /** The workflow that runs is ended, and started anew for this host; null = it is this host's, or there is none. */
  takes: Taking | null;
  /** Its files are of an archive, of which nothing decides what is allowed here. */
  imported: boolean;
}

export interface Taking {
  /** A clause without a full stop. */
  why: string;
  /** Its lineages end too: what they did since is not in the files that are here. Else they go on. */
  endsAll: boolean;
}

/** Throws `OtherHost` where the workspace belongs to another host, or was exported from here. `say`: what was put right on the way. */
export async function ownershipOf(
  client: Client,
  place: WorkspacePlace,
  say: (line: string) => void,
): Promise<Ownership> {
  const { id, dirs, stateHome } = place;
  const here = await hostHere(stateHome, process.env, say);
  const [left, arrived, run] = [readLeft(dirs.state), readArrived(dirs.state), await runOf(client, id)];
  const host = run?.host ?? null;
  const other = otherHost(place, here, host);
  if (left !== null) throw exported(place, left, other);
  if (arrived !== null) assertPlanned(place, arrived);
  const imported = arrived !== null && arrived.anyone !== true;
  if (run === null || (arrived !== null && isTakenSince(arrived, here, host)))
    return { here, host, takes: null, imported };
  if (arrived !== null && mayTake(arrived, run, other)) {
    const endsAll = arrived.anyone === true || arrived.from === null;
    return { here, host, takes: { why: `It belongs to the host ${here.name} now`, endsAll }, imported };
  }
  if (other !== null || arrived !== null) throw elsewhere(place, { here, other, arrived });
  return { here, host, takes: null, imported };
}

/**
 * Null: the mark names nobody else. It is this host's too where our state of the workspace says so: a state home that lost its id still serves
 * what it served. An embedded server has no other hosts at all. `here`: null = it has no id yet.
 */
export function otherHost(
  { dirs }: Pick<WorkspacePlace, 'dirs'>,
  here: Host | null,
  host: HostMark | null,
): HostMark | null {
  if (host === null || (here !== null && isHost(here, host)) || readOwn(dirs.state)?.id === host.id) return null;
  return readBinding(dirs.workspace)?.kind === 'embedded' ? null : host;
}

/** Whoever started it here was killed before he could say so. */
const isTakenSince = ({ at }: Arrived, here: Host, host: HostMark | null): boolean =>
  host !== null && host.id === here.id && Date.parse(host.since) >= Date.parse(at);

/** An archive has no plans: those of this host come with what is accepted here, and without them work under way would begin anew. */
function assertPlanned({ id, dirs }: WorkspacePlace, { at, anyone }: Arrived): void {
  if (anyone === true || namesIn(path.join(dirs.state, statePaths.plans)).length > 0) return;
  throw new OtherHost(
    `Workspace ${id} was imported on ${at}, and what decides how its work is done was not accepted on this host yet.`,
    '`millrace run --accept` does both.',
  );
}

/**
 * After its workflow was started: two hosts may have begun at once, and one of them was first. `seen`: whose it was found to be, where nothing was
 * started; null = the server is asked. Throws `OtherHost`.
 */
export async function settled(
  client: Client,
  place: WorkspacePlace,
  here: Host,
  seen: HostMark | null = null,
): Promise<void> {
  const host = seen ?? (await runOf(client, place.id))?.host ?? null;
  const other = otherHost(place, here, host);
  if (other !== null) throw elsewhere(place, { here, other, arrived: null });
  // The id that the server has: this host's may be a new one.
  const { id, since } = host ?? { id: here.id, since: new Date().toISOString() };
  await keepOwn(place.dirs.state, { id, name: here.name, since });
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
function mayTake({ from, anyone }: Arrived, { runId }: Run, other: HostMark | null): boolean {
  if (anyone === true) return true;
  return from === null ? other === null : from.runId === runId;
}

function exported({ id }: WorkspacePlace, { at, file }: Left, other: HostMark | null): OtherHost {
  const where =
    other === null
      ? `was exported on ${at} to ${file}, to be served by another host`
      : `was moved to the host ${other.name} on ${other.since}`;
  // Taken elsewhere, as a rule; or the export was killed before the archive had its name.
  const anew = other === null && !existsSync(file) ? 'No file is there: the same export again writes one. ' : '';
  return new OtherHost(
    `Workspace ${id} ${where}: this host does not serve it any more.`,
    `${anew}\`millrace workspaces claim\` has it served here again, and what was exported is out of date then.`,
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
