// What happened to our workflows from outside, by the server's word: somebody ended, deleted or reset them, or the server lost its data.
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/client';
import { shownFile } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { type Sections, sectionsIn } from '../disk/mirror/sections.js';
import type { Activation } from '../core/contracts/activation.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import { turnsIn } from '../core/engine/workspace/section-from.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { type Described, describedBy, endOf, lifeIn, lifeOf } from './fleet/life.js';
import { executionsOf } from './boot.js';
import type { WorkspacePlace } from './place.js';
import { isReset } from './reset-runs.js';

export type HarmKind = 'forgotten' | 'deleted' | 'ended' | 'reset';

export interface Harm {
  kind: HarmKind;
  /** A clause without a full stop. */
  why: string;
}

/** Workflows of a workspace as the server describes them: its own first, then those of the turns that it knows. */
export type Seen = readonly WorkflowExecutionDescription[];

/**
 * Null while the workspace's workflow and those of the turns run as they should; then `seen` was called. Throws what the client throws when the
 * server does not answer.
 */
export async function harmTo(client: Client, place: WorkspacePlace, seen?: (now: Seen) => void): Promise<Harm | null> {
  try {
    return await harmIn(client, place, seen);
  } catch (error) {
    if (error instanceof NamespaceNotFoundError) return { kind: 'forgotten', why: FORGOTTEN };
    throw error;
  }
}

/** Ends the runs that must not go on when the workspace is taken up from its files. The workspace first: what it starts again is ended with it. */
export async function endHarmed(client: Client, place: WorkspacePlace, { kind, why }: Harm): Promise<void> {
  if (kind !== 'reset') return;
  const { workspace } = await shownSections(place);
  // The lineages of the turns too, even when they were not reset: the reset workspace may have swallowed what they said last.
  await endEach(client, [workspaceWorkflowId(place.id), ...lineagesIn(place, workspace)], why);
}

/** Ends all that runs of the workspace, whatever its files say: they are older than what runs. The workspace first, as it would start lineages again. */
export async function endAll(client: Client, place: WorkspacePlace, why: string): Promise<void> {
  await endEach(client, [workspaceWorkflowId(place.id)], why);
  const { workspace } = await shownSections(place);
  const listed = (await executionsOf(client, place)).map(({ workflowId }) => workflowId);
  // A list of the server is a moment behind.
  await endEach(client, [...new Set([...listed, ...lineagesIn(place, workspace)])], why);
}

/** Of work that begins anew, whatever it does now. */
export const endLineages = (
  client: Client,
  { id }: WorkspacePlace,
  activations: readonly Activation[],
  why: string,
): Promise<void> =>
  endEach(
    client,
    activations.map(({ item }) => lineageWorkflowId(id, item.root)),
    why,
  );

async function endEach(client: Client, workflowIds: readonly string[], why: string): Promise<void> {
  for (const id of workflowIds)
    if ((await lifeOf(client, id)) === 'running')
      await client.workflow.getHandle(id).terminate(`${why}: it goes on from its files`);
}

async function harmIn(client: Client, place: WorkspacePlace, seen?: (now: Seen) => void): Promise<Harm | null> {
  const workspace = workspaceWorkflowId(place.id);
  const sections = await shownSections(place);
  const held = lineagesIn(place, sections.workspace);
  // Mostly all is well: then each is asked about once, and all at the same time.
  const asked = [workspace, ...held];
  const described = await Promise.all(asked.map((id) => describedBy(client, id)));
  const reset = await firstReset(client, asked, described);
  if (reset !== null) return { kind: 'reset', why: `The workflow ${reset} was reset in Temporal` };
  const life = await lifeIn(client, workspace, described[0] ?? null);
  if (life === 'running') {
    seen?.(described.filter((one) => one !== null));
    return null;
  }
  if (life === 'closed') return { kind: 'ended', why: (await endOf(client, workspace)) ?? FORGOTTEN };
  const shown = sections.activations.map(({ activation }) => lineageWorkflowId(place.id, activation.item.root));
  if (!(await isAnyKnown(client, held.length > 0 ? held : shown))) return { kind: 'forgotten', why: FORGOTTEN };
  return { kind: 'deleted', why: `The workflow ${workspace} was deleted in Temporal` };
}

/** Workflow ids of the lineages that hold turns. */
const lineagesIn = ({ id }: WorkspacePlace, section: Sections['workspace']): string[] =>
  turnsIn(section).map(({ root }) => lineageWorkflowId(id, root));

async function isAnyKnown(client: Client, workflowIds: string[]): Promise<boolean> {
  for (const id of workflowIds) if ((await lifeOf(client, id)) !== 'unknown') return true;
  return false;
}

async function firstReset(
  client: Client,
  workflowIds: string[],
  described: (Described | null)[],
): Promise<string | null> {
  const are = await Promise.all(workflowIds.map((id, at) => isReset(client, id, described[at] ?? null)));
  return workflowIds.find((_, at) => are[at]) ?? null;
}

const shownSections = async ({ dirs }: WorkspacePlace): Promise<Sections> =>
  sectionsIn(await readIfThere(shownFile(dirs, runtimePaths.snapshot)));

const FORGOTTEN = 'The Temporal server knew nothing of this workspace';
