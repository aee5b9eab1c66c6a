// `server start|stop|status`: the embedded Temporal server of this user.
import type { ServerUser } from '../../worker/machine.js';
import type { EmbeddedStatus } from '../../worker/server/embedded.js';
import type { ServerRecord } from '../../worker/server/record.js';
import type { Context, Result } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { table } from '../render/table.js';

interface Asked {
  port?: number;
  uiPort?: number;
  /** Stop it although workers use it. */
  force?: boolean;
}

/** The handler of one of the commands. */
export const serverCommand =
  (name: 'start' | 'stop' | 'status') =>
  async (context: Context, asked: Asked = {}): Promise<Result> => {
    const embedded = await import('../../worker/server/embedded.js');
    const { stateHome } = await import('../../worker/state-home.js');
    const home = stateHome(context.env);
    if (context.dryRun && name === 'start') return wouldStart(await embedded.embeddedStatus(home));
    if (name === 'start') {
      const { port, uiPort } = asked;
      const ports = { ...(port === undefined ? {} : { port }), ...(uiPort === undefined ? {} : { uiPort }) };
      return shown('running', await embedded.startEmbedded(home, context.note, ports));
    }
    if (name === 'stop') return stop(context, home, asked.force === true);
    const { state, record } = await embedded.embeddedStatus(home);
    return shown(state, record);
  };

/** Which ports a new one gets only starting it shows. */
const wouldStart = ({ state, record }: EmbeddedStatus): Result =>
  state === 'running'
    ? shown(state, record)
    : { data: { state: 'running' }, lines: ['The embedded server is started.'] };

/** Exit 5 while somebody uses it. */
async function stop(context: Context, home: string, force: boolean): Promise<Result> {
  const [{ embeddedStatus, stopEmbedded }, { serverUsers }] = await Promise.all([
    import('../../worker/server/embedded.js'),
    import('../../worker/machine.js'),
  ]);
  const runs = (await embeddedStatus(home)).state !== 'stopped';
  const users = runs ? serverUsers(home) : [];
  if (users.length > 0 && !force) throw inUse(users);
  const ended = context.dryRun ? runs : await stopEmbedded(home, context.note);
  const said = ended ? 'Stopped; its data stays.' : 'It was not running.';
  const again = `A worker that loses its server starts it again; at work: ${users.map(userText).join(', ')}.`;
  return { data: { state: 'stopped', ended, users }, lines: [said, ...(users.length === 0 ? [] : [again])] };
}

function inUse(users: readonly ServerUser[]): CliError {
  return new CliError({
    ...{ exit: EXIT.conflict, code: 'server_in_use', problems: users },
    message: `The Temporal server is in use by ${counted(users.length, 'process', 'processes')}:`,
    below: users.map((user) => `  ${userText(user)}`),
    hint: '`millrace down` in each of these workspaces first; `--force` stops it all the same, and a worker that loses it starts it again.',
  });
}

const userText = ({ workspace, folder, pid }: ServerUser): string =>
  `${workspace}${folder === null ? '' : ` in ${folder}`} (process ${pid})`;

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
