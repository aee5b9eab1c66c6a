// `workspaces pause --host` and `resume --host`: this host takes no new stages, whoever would serve a workspace of it, until it works again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Result } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { inert } from '../render/inert.js';

export interface HostOptions {
  /** Name of the host; true = this one. */
  host?: string | boolean;
  /** Whoever serves leaves at once; agents work on. */
  now?: boolean;
  /** False: told, and not waited for. */
  wait?: boolean;
  reason?: string;
}

const LOOK_MS = 200;

export async function drain(
  context: Context,
  { host, now = false, wait = true, reason = '' }: HostOptions,
): Promise<Result> {
  const { home, name } = await thisHost(context, host);
  const before = await busyIn(home);
  if (context.dryRun)
    return {
      data: { host: name, drained: false, ...before },
      lines: [`${name} would take no new stages.`, ...busyText(before)],
    };
  const { drainHost } = await import('../../worker/hosts/drained.js');
  await drainHost(home, { since: new Date().toISOString(), by: context.issuer, reason, now });
  await touchList(home);
  for (const line of busyText(before)) context.note(`${line} Waited for.`);
  const told = new Set<number>();
  let busy = await tell(home, now, told);
  for (; wait && busy.workers + busy.agents > 0; busy = await tell(home, now, told)) {
    // Whoever leaves at once leaves its agents to go on.
    if (now && busy.workers === 0) break;
    await sleep(LOOK_MS);
  }
  const isOver = busy.workers === 0 && (now || busy.agents === 0);
  const head = isOver ? `Drained: ${name}. Nobody serves a workspace of it` : `${name} takes no new stages`;
  const agents = busy.agents === 0 ? '' : `, and ${counted(busy.agents, 'agent')} work on`;
  const lines = [`${head}${agents}.`, '`millrace workspaces resume --host` has it work again.'];
  return { data: { host: name, drained: isOver, ...busy }, lines, exit: isOver ? EXIT.done : EXIT.notApplied };
}

export async function undrain(context: Context, { host }: HostOptions): Promise<Result> {
  const { home, name } = await thisHost(context, host);
  const { drainedHost, resumeHost } = await import('../../worker/hosts/drained.js');
  const was = drainedHost(home);
  if (was !== null && !context.dryRun) {
    resumeHost(home);
    await touchList(home);
  }
  const [done, next] = [
    'Resumed: it takes stages again.',
    '`millrace up`, or `millrace up --all`, serves where nobody does.',
  ];
  const lines = was === null ? [`${name} is not paused.`] : [`${name}: ${done}`, next];
  return { data: { host: name, drained: false, ...(await busyIn(home)) }, lines };
}

/** Exit 4 where another one is named: it is told on itself, since only there it is seen when the last agent has ended. */
async function thisHost({ env }: Context, host: HostOptions['host']): Promise<{ home: string; name: string }> {
  const [{ stateHome }, { hostName }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/all/host.js'),
  ]);
  const name = hostName(env);
  if (host === true || host === undefined || host === name) return { home: stateHome(env), name: inert(name) };
  throw new CliError({
    ...{
      exit: EXIT.notFound,
      code: 'other_host',
      message: `This is the host ${inert(name)}, and not ${inert(String(host))}.`,
    },
    hint: 'The same command on that host pauses it; `millrace workspaces ls --all-hosts` shows what it serves.',
  });
}

interface Busy {
  /** Processes that serve a workspace, or leave one. */
  workers: number;
  agents: number;
}

async function serving(home: string) {
  const [{ knownWorkspaces }, { workersOf }] = await Promise.all([
    import('../../worker/machine.js'),
    import('../../worker/staying/workers.js'),
  ]);
  return knownWorkspaces(home).map(({ state }) => ({ state, workers: workersOf(state) }));
}

async function busyIn(home: string): Promise<Busy> {
  const { runningRequests } = await import('../../agents/running.js');
  const all = await serving(home);
  const agents = all.reduce((sum, { state }) => sum + runningRequests(state).length, 0);
  return { workers: new Set(all.flatMap(({ workers }) => workers.map(({ pid }) => pid))).size, agents };
}

/** Each once, as a second time would mean at once; also who came since the last look. The process that serves all follows its list. */
async function tell(home: string, now: boolean, told: Set<number>): Promise<Busy> {
  const { endNow, tellToLeave } = await import('../../worker/staying/end.js');
  const single = (await serving(home)).flatMap(({ workers }) =>
    workers.filter(({ all, pid }) => all !== true && !told.has(pid)),
  );
  for (const { pid } of single) told.add(pid);
  if (now) await endNow(single);
  else tellToLeave(single);
  return busyIn(home);
}

const busyText = ({ workers, agents }: Busy): string[] =>
  workers + agents === 0
    ? []
    : [`${counted(workers, 'process', 'processes')} and ${counted(agents, 'agent')} are at work.`];

/** Who follows the list sees it anew. */
async function touchList(home: string): Promise<void> {
  const { changeList, readList } = await import('../../worker/all/list.js');
  if (readList(home).length > 0) await changeList(home, (list) => [...list]);
}
