// A workspace is removed only while nobody works for it: no worker, and no agent. Meanwhile none can begin.
import { existsSync } from 'node:fs';
import { inert } from '../render/inert.js';
import type { OwnPlace } from '../../worker/removal/server-data.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';

/** Exit 5 while a worker or an agent works there. Writes nothing. `what`: what was not done then. */
export async function assertNobody({ id, dirs }: OwnPlace, what: Undone = 'removed'): Promise<void> {
  if (!existsSync(dirs.state)) return;
  const { workersOf } = await import('../../worker/staying/workers.js');
  const [worker] = workersOf(dirs.state);
  if (worker !== undefined)
    throw busy(`Process ${worker.pid} serves ${id}.`, '`millrace down` ends it; then the same again.', what);
  await assertNoAgents(dirs.state, id, what);
}

type Undone = 'removed' | 'exported' | 'changed';

/** Exit 5 while somebody works there. A workspace without our state has nobody. */
export const removing = <T>(place: OwnPlace, work: () => Promise<T>): Promise<T> => alone(place, 'removed', work);

/** The same for whatever else needs that nobody begins meanwhile. */
export async function alone<T>(place: OwnPlace, what: Undone, work: () => Promise<T>): Promise<T> {
  const { id, dirs } = place;
  if (!existsSync(dirs.state)) return work();
  const [{ enlist }, { tryLease }, { buildName }] = await Promise.all([
    import('../../worker/fleet/roster.js'),
    import('../../worker/fleet/lease.js'),
    import('../../worker/build.js'),
  ]);
  const member = enlist(dirs.state, { role: 'command', stays: false, endures: false, build: buildName() });
  try {
    const found = tryLease(dirs.state, member.record);
    if (found.kind === 'taken')
      throw busy(`Process ${found.by.pid} works for ${id}.`, 'Wait for it; then the same again.', what);
    try {
      await assertNobody(place, what);
      return await work();
    } finally {
      found.lease.drop();
    }
  } finally {
    member.leave();
  }
}

async function assertNoAgents(state: string, id: string, undone: Undone): Promise<void> {
  const { runningRequests } = await import('../../agents/running.js');
  const [one] = runningRequests(state);
  if (one === undefined) return;
  const { node, item } = one.request;
  const what = inert(`${node} of ${item.family}/${item.id}`);
  throw busy(
    `An agent of ${id} is still at work: ${what}.`,
    'Wait until it has ended, or `millrace up` and `millrace cancel` of its item; then the same again.',
    undone,
  );
}

const busy = (message: string, hint: string, what: Undone): CliError =>
  new CliError({ exit: EXIT.conflict, code: 'in_use', message, hint: `${hint} Nothing was ${what}.` });
