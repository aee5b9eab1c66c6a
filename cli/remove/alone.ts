// A workspace is removed only while nobody works for it: no worker, and no agent. Meanwhile none can begin.
import { existsSync } from 'node:fs';
import { inert } from '../render/inert.js';
import type { OwnPlace } from '../../worker/removal/server-data.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';

/** Exit 5 while a worker or an agent works there. Writes nothing. */
export async function assertNobody({ id, dirs }: OwnPlace): Promise<void> {
  if (!existsSync(dirs.state)) return;
  const { workersOf } = await import('../../worker/staying/workers.js');
  const [worker] = workersOf(dirs.state);
  if (worker !== undefined)
    throw busy(`Process ${worker.pid} serves ${id}.`, '`millrace down` ends it; then the same again.');
  await assertNoAgents(dirs.state, id);
}

/** Exit 5 while somebody works there. A workspace without our state has nobody. */
export async function removing<T>(place: OwnPlace, work: () => Promise<T>): Promise<T> {
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
      throw busy(`Process ${found.by.pid} works for ${id}.`, 'Wait for it; then the same again.');
    try {
      await assertNobody(place);
      return await work();
    } finally {
      found.lease.drop();
    }
  } finally {
    member.leave();
  }
}

async function assertNoAgents(state: string, id: string): Promise<void> {
  const { runningRequests } = await import('../../agents/running.js');
  const [one] = runningRequests(state);
  if (one === undefined) return;
  const { node, item } = one.request;
  const what = inert(`${node} of ${item.family}/${item.id}`);
  throw busy(
    `An agent of ${id} is still at work: ${what}.`,
    'Wait until it has ended, or `millrace up` and `millrace cancel` of its item; then the same again.',
  );
}

const busy = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.conflict, code: 'in_use', message, hint: `${hint} Nothing was removed.` });
