// Where a workspace and its lineages are to be seen in Temporal's Web UI.
import { join } from 'node:path';
import type { ServerDecision } from '../../worker/server/choose.js';
import { FAMILIES } from '../../core/contracts/families.js';
import { LEARNING, lineageWorkflowId } from '../../core/contracts/ids.js';
import { kinOf } from '../../core/documents/kin.js';
import { own } from '../../core/own.js';
import { readPiece, shown } from '../../read/files.js';
import { findPlaces, listFolders, type Place, placeIn } from '../../read/folders.js';
import { listRuns } from '../../read/runs.js';
import { partsOf } from '../../read/report/item-facts.js';
import { readStages } from '../../read/stages.js';
import { notFound } from '../errors.js';
import { checkId, theOne } from '../ids.js';
import { runsFitting } from '../tail/target.js';

/** A document may be longer; its fields stand at its beginning. */
const HEAD_BYTES = 4096;

/** Of an item, or of that which a run worked on. Exit 2 or 4 where it cannot be told. */
export function lineageOf(dir: string, given: string): string {
  checkId(given);
  const items = findPlaces(listFolders(dir), given);
  const isExact = items.some(({ id }) => id === given);
  const runs = isExact ? [] : runsFitting(listRuns(dir), given);
  const named = [
    ...items.map((item) => ({ name: `${item.family}/${item.id}`, item })),
    ...runs.map(({ runId }) => ({ name: `run ${runId}`, item: itemOfRun(dir, runId) })),
  ];
  const { name, item } = theOne('item', given, named, (one) => one.name);
  if (item === null)
    throw notFound(`What ${name} worked on is not known any more.`, '`millrace open` shows the workspace.');
  return lineageOfItem(dir, item);
}

function lineageOfItem(dir: string, item: Place): string {
  if (own(FAMILIES, item.family)?.plane === 'learning') return LEARNING;
  return kinOf(item.family, item.id, readPiece(shown(dir, item.path), { first: HEAD_BYTES })?.text ?? '').root;
}

function itemOfRun(dir: string, run: string): Place | null {
  const [first] = readStages(dir, run, 1);
  return first === undefined ? null : placeIn(listFolders(dir), partsOf(first.item));
}

export interface WebUi {
  /** Null where nobody said where it is. */
  ui: string | null;
  namespace: string;
  address: string;
}

/** Exit 6 where the embedded server does not run. */
export async function webUi(env: NodeJS.ProcessEnv, dir: string, id: string): Promise<WebUi> {
  const found = await webUiNow(env, dir, id);
  if (found !== null) return found;
  const { NoServerError } = await import('../../worker/commands.js');
  throw new NoServerError();
}

/** Null where the embedded server does not run. */
async function webUiNow(env: NodeJS.ProcessEnv, dir: string, id: string): Promise<WebUi | null> {
  const [{ decideAccepted }, { stateHome }] = await Promise.all([
    import('../../worker/ground/server.js'),
    import('../../worker/state-home.js'),
  ]);
  const home = stateHome(env);
  const decision = decideAccepted({ dirs: { workspace: dir, state: join(home, id) } }, env);
  return decision.kind === 'external' ? external(decision) : embedded(home);
}

const external = ({ address, namespace, uiUrl }: Extract<ServerDecision, { kind: 'external' }>): WebUi => ({
  ...{ ui: uiUrl ?? null, namespace, address },
});

async function embedded(home: string): Promise<WebUi | null> {
  const [{ findRunning }, { NAMESPACE }] = await Promise.all([
    import('../../worker/server/record.js'),
    import('../../worker/server/flags.js'),
  ]);
  const server = findRunning(home);
  if (server === null) return null;
  const { ip, port, uiPort } = server;
  return { ui: `http://${ip}:${uiPort}`, namespace: NAMESPACE, address: `${ip}:${port}` };
}

/** The page of the lineage that an item belongs to; null where nobody knows where that is. `id`: of the workspace. */
export async function temporalPage(
  env: NodeJS.ProcessEnv,
  { dir, id, item }: { dir: string; id: string; item: string },
): Promise<string | null> {
  try {
    const place = placeIn(listFolders(dir), partsOf(item));
    const found = place === null ? null : await webUiNow(env, dir, id);
    if (place === null || found === null || found.ui === null) return null;
    const { pageOf } = await import('../../worker/server/page.js');
    return pageOf(found.ui, found.namespace, lineageWorkflowId(id, lineageOfItem(dir, place)));
  } catch {
    // Of a setting that cannot be read others tell.
    return null;
  }
}
