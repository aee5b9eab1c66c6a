// `server start|stop|status`: the embedded Temporal server of this user.
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
    if (name === 'start') {
      return shown('running', await embedded.startEmbedded(home, context.note, asked));
    }
    if (name === 'stop') {
      const ended = await embedded.stopEmbedded(home, context.note);
      return { data: { state: 'stopped', ended }, lines: [ended ? 'Stopped; its data stays.' : 'It was not running.'] };
    }
    const { state, record } = await embedded.embeddedStatus(home);
    return shown(state, record);
  };

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
