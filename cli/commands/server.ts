// `server start|stop|status`: the embedded Temporal server of this user.
import { join } from 'node:path';
import type { EmbeddedStatus } from '../../worker/server/embedded.js';
import type { ServerRecord } from '../../worker/server/record.js';
import type { Context, Result } from '../context.js';
import { table } from '../render/table.js';

/** The handler of one of the commands. */
export const serverCommand =
  (name: 'start' | 'stop' | 'status') =>
  async (context: Context, asked: { port?: number; uiPort?: number } = {}): Promise<Result> => {
    const embedded = await import('../../worker/server/embedded.js');
    const { stateHome } = await import('../../worker/state-home.js');
    const home = stateHome(context.env);
    if (context.dryRun) return wouldChange(name, await embedded.embeddedStatus(home), home);
    if (name === 'start') {
      return shown('running', await embedded.startEmbedded(home, context.note, asked));
    }
    if (name === 'stop') return stopped(home, await embedded.stopEmbedded(home, context.note));
    const { state, record } = await embedded.embeddedStatus(home);
    return shown(state, record);
  };

async function stopped(home: string, ended: boolean): Promise<Result> {
  const said = ended ? 'Stopped; its data stays.' : 'It was not running.';
  return { data: { state: 'stopped', ended }, lines: [said, ...(await serving(home))] };
}

/** Which ports a new one gets only starting it shows. */
async function wouldChange(name: string, { state, record }: EmbeddedStatus, home: string): Promise<Result> {
  if (name === 'stop') return stopped(home, state !== 'stopped');
  return state === 'running'
    ? shown(state, record)
    : { data: { state: 'running' }, lines: ['The embedded server is started.'] };
}

/** A worker that loses its server starts it again: whoever stopped it wants to know. */
async function serving(home: string): Promise<string[]> {
  const [{ readLease }, { namesIn }] = await Promise.all([
    import('../../worker/fleet/lease.js'),
    import('../../read/files.js'),
  ]);
  const pids = namesIn(home).flatMap((name) => {
    const holder = readLease(join(home, name));
    return holder?.role === 'serve' ? [`${name} (process ${holder.pid})`] : [];
  });
  if (pids.length === 0) return [];
  return [
    `A worker that loses its server starts it again; at work: ${pids.join(', ')}. To keep it down, \`millrace stop\` there first.`,
  ];
}

function shown(state: 'stopped' | 'running' | 'unhealthy', record: ServerRecord | null): Result {
  if (state === 'stopped' || record === null) {
    return { data: { state }, lines: ['The embedded server is not running; `millrace run` starts it.'] };
  }
  const address = `${record.ip}:${record.port}`;
  const webUrl = `http://${record.ip}:${record.uiPort}`;
  const { pid, version, startedAt } = record;
  const rows = [
    ['state', state],
    ['address', address],
    ['web UI', webUrl],
    ['process', String(pid)],
  ];
  return { data: { state, address, webUrl, pid, version, startedAt }, lines: table(rows) };
}
