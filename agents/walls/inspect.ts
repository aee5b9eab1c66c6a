// What can be told of walls of ours before a stage: whether bubblewrap is there and works, whether the walls stand, what they leave open.
import type { Permission } from '../../core/contracts/plan.js';
import type { AskedRun, Seen } from '../adapter.js';
import { isBoxed } from '../runner-config.js';
import { type BoxContext, commandBehind, complaintOf, findBubblewrap, isOnline, NO_BUBBLEWRAP, run } from './box.js';
import { faultsOf, type Walled } from './tries.js';

const walledOf = (runner: string, permissions: readonly Permission[], { config }: BoxContext): Walled[] =>
  isBoxed(config, runner) ? permissions.filter((one) => one !== 'maximum') : [];

/** Nothing where no stage of the runner is put into bubblewrap. */
export async function inspectBox(
  runner: string,
  { permissions, probe }: AskedRun,
  context: BoxContext,
): Promise<Seen[]> {
  const walled = walledOf(runner, permissions, context);
  if (walled.length === 0) return [];
  const program = findBubblewrap(context);
  if (program === null) return [unavailable('there is no program bwrap outside of the workspace')];
  const found: Seen = { level: 'ok', code: 'sandbox', what: `its agents run in bubblewrap: ${program}` };
  if (!probe) return [found];
  const complaint = await complaintOf(context, program);
  if (complaint !== null) return [unavailable(complaint)];
  return [found, ...(await Promise.all(walled.map((permission) => wall(runner, context, program, permission))))];
}

/** What the walls of these permissions leave open, or that there are none to be had, in sentences. Starts nothing. */
export function openingsOfBox(runner: string, permissions: readonly Permission[], context: BoxContext): string[] {
  const walled = walledOf(runner, permissions, context);
  if (walled.length === 0) return [];
  if (findBubblewrap(context) === null)
    return [`Stages of ${runner} do not start: no bubblewrap is to be found here. ${NO_BUBBLEWRAP}`];
  const closed = walled.filter((one) => one !== 'elevated');
  return isOnline(runner) && closed.length > 0
    ? [
        `Stages of ${runner} run in bubblewrap with an open network, by which it asks its model: what it starts reaches all that ` +
          'listens on this machine too, Temporal included.',
      ]
    : [];
}

async function wall(runner: string, context: BoxContext, program: string, permission: Walled): Promise<Seen> {
  const online = isOnline(runner);
  const faults = await faultsOf(permission, online, async (asked, place, command) => {
    const env = Object.fromEntries(
      Object.entries(place.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
    const before = commandBehind(asked, place, { argv: [...command], env, online }, program);
    return (await run([...before, ...command], env)).stdout;
  });
  if (faults === null)
    return {
      level: 'error',
      code: 'walls_unknown',
      what: `nothing runs behind the walls of ${permission}`,
      remedy: NO_BUBBLEWRAP,
    };
  if (faults.length === 0)
    return { level: 'ok', code: 'walls', what: `the walls of ${permission} stand: they were tried` };
  return {
    level: 'error',
    code: 'walls_down',
    what: `behind the walls of ${permission} ${faults.join(', ')}`,
    remedy: NO_BUBBLEWRAP,
  };
}

const unavailable = (why: string): Seen => ({
  level: 'error',
  code: 'sandbox_unavailable',
  what: `bubblewrap does not work here: ${why}`,
  remedy: NO_BUBBLEWRAP,
});
