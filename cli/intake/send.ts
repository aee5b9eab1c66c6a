// Hands checked documents to the running workspace, or leaves them in their queue folders for the next worker.
import type { DocumentVerdict, EnqueueArgs } from '../../core/contracts/commands.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { readSnapshot } from '../../read/snapshot.js';
import { noServer, resultOf } from '../commands/control.js';
import type { Context } from '../context.js';
import { sending } from '../sending.js';
import { issuedBy } from '../issued.js';
import { noteNoWorker } from '../no-worker.js';
import { dropFile } from './drop.js';
import type { Incoming, Named, IntakePlace } from './incoming.js';
import { conflict, nameOf, selfNote, stateFolder } from './incoming.js';
import { isKnown } from '../../core/told-error.js';

const TIMEOUT_MS = 30_000;

export type ItemHomes = NonNullable<EnqueueArgs['homes']>;
export type New = Extract<Incoming, { kind: 'new' }>;

export interface Sent {
  verdict: 'admitted' | 'known' | 'refused' | 'dropped';
  line: string;
  /** The part of the line that says why it will not run. */
  warning?: string;
  /** Of a file that was left, relative to the workspace. */
  path?: string;
}

export interface Sending {
  homes: ItemHomes;
  /** Why, for the audit; it may be empty. */
  reason: string;
}

/** One answer for each, in order. At most 200 at a time. */
export async function sendAll(
  context: Context,
  place: IntakePlace,
  incoming: readonly New[],
  { homes, reason }: Sending,
): Promise<Sent[]> {
  const { sendCommand, Unserved } = await import('../../worker/commands.js');
  const documents = incoming.map(({ ref }) => ref);
  const args = { ...issuedBy(context, { reason }), documents, homes };
  try {
    const answer = await sendCommand(place.dir, { name: 'enqueue', args }, sending(context, TIMEOUT_MS));
    if (answer.documents?.length !== incoming.length) resultOf({ ...answer, ok: false });
    await noteNoWorker(context, place.dir, 'enqueue');
    return await Promise.all(incoming.map((one, index) => told(context, place, one, answer.documents?.[index])));
  } catch (error) {
    if (!(error instanceof Unserved)) throw error;
    const why = isKnown(error, 'no_server') ? 'No server runs' : error.message.replace(/\.$/, '');
    const by = isKnown(error, 'bound_elsewhere') ? 'the worker there' : 'the next `millrace run`';
    return Promise.all(incoming.map((one) => drop(context, place, one, { why, by })));
  }
}

type Verdict = Pick<DocumentVerdict, 'verdict' | 'reason' | 'unclaimed'> | undefined;

async function told(context: Context, place: IntakePlace, incoming: New, answer: Verdict): Promise<Sent> {
  const { named, undo } = incoming;
  const name = nameOf(named);
  if (answer?.verdict === 'known') return { verdict: 'known', line: `${name} is already known.` };
  if (answer?.verdict === 'admitted') return { verdict: 'admitted', ...(await queued(place, named, answer)) };
  if (answer?.verdict === 'later')
    return drop(context, place, incoming, {
      why: 'There is no room in the queue now',
      by: 'the worker as other work ends',
    });
  await undo?.();
  return { verdict: 'refused', line: `${name} was refused: ${answer?.reason ?? 'no reason was given'}.` };
}

/** In the queue, and why it would never run if nobody did anything, where that is so. */
async function queued(
  { dir }: IntakePlace,
  named: Named,
  { reason: never, unclaimed }: NonNullable<Verdict>,
): Promise<Pick<Sent, 'line' | 'warning'>> {
  const line = `${nameOf(named)} is in the queue`;
  const file = runtimePaths.document(named.family, 'queued', named.id);
  const warning =
    never === null
      ? await noWayFor(dir, named.family, unclaimed)
      : `will not run: it ${never}. Change \`Depends-On\` in ${RUNTIME_DIR}/${file}.`;
  return warning === null ? { line: `${line}.` } : { line: `${line}, but ${warning}`, warning };
}

/** `said`: why, where the workspace knows its plan. What makes a plan is read only where somebody may have to be told. */
const noWayFor = async (dir: string, family: string, said?: string): Promise<string | null> =>
  (await import('./no-way.js')).noWayNote(dir, family, said);

/** A file that is there already stays: an id is taken once. `by`: who takes it up. */
async function drop(
  context: Context,
  place: IntakePlace,
  { named, ref }: New,
  { why, by }: Record<'why' | 'by', string>,
): Promise<Sent> {
  assertTaken(place.dir, why);
  const { getText } = await import('../../disk/store/texts.js');
  const path = await dropFile(place.dir, named, await getText(await stateFolder(context, place), ref.sha256));
  if (path === null) throw conflict(`${nameOf(named)} was added by somebody else just now.`);
  const line = `${why}: ${nameOf(named)} lies in ${path} and is taken up by ${by}.`;
  const unclaimed = await noWayFor(place.dir, named.family);
  const warning = selfNote(ref) ?? (unclaimed === null ? null : `It ${unclaimed}`);
  return warning === null
    ? { verdict: 'dropped', line, path }
    : { verdict: 'dropped', line: `${line} ${warning}`, path, warning };
}

/** A file is signed by nobody: where only signed work is taken in, it would be set aside. Exit 6. */
function assertTaken(dir: string, why: string): void {
  const { required = false, named = [] } = readSnapshot(dir)?.workspace?.operators ?? {};
  const takesFiles = named.some(({ rights }) => rights.includes('serve') && rights.includes('intake'));
  if (!required || takesFiles) return;
  throw noServer(
    `${why}, and this workspace takes in signed work only: a file that waits would be set aside.`,
    'Nothing was changed. Ask again while a worker serves and there is room: `millrace up`, `millrace status`.',
  );
}
