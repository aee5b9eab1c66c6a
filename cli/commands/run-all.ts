// `run --all`: one process that serves every workspace of the list. There is one such process per state home; a silent one is ended, and replaced.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { Member } from '../../worker/fleet/roster.js';
import type { Context, Result } from '../context.js';
import { failed, misused } from '../errors.js';
import { counted } from '../render/count.js';
import { listenForSignals } from '../run/signals.js';
import type { MonitorKind } from '../run/teller.js';
import { openVoice } from '../run/voice.js';

interface AllOptions {
  all?: boolean;
  monitor?: MonitorKind;
  detached?: boolean;
}

export async function runHereOrAll(context: Context, options: AllOptions): Promise<Result> {
  if (options.all === true) return runAll(context, options);
  return (await import('./run.js')).runHere(context, options);
}

export async function runDaemonOrAll(context: Context, options: AllOptions): Promise<Result> {
  if (options.all === true) return runAll(context, options);
  return (await import('./run.js')).runDaemon(context, options);
}

const MEANT_FOR_ONE = ['until', 'maxStages', 'maxTicks', 'mode', 'config', 'accept'];

/** Options that are about one workspace say nothing here. */
function assertForAll(options: object): void {
  const strange = MEANT_FOR_ONE.filter((name) => Object.hasOwn(options, name));
  if (strange.length === 0) return;
  const names = strange.map((name) => `--${name.replace('max', 'max-').toLowerCase()}`).join(', ');
  throw misused(`${names} is about one workspace, and --all serves each as its millrace.toml says.`, 'Leave it out.');
}

export async function runAll(context: Context, options: AllOptions): Promise<Result> {
  assertForAll(options);
  if (process.platform !== 'linux')
    throw failed('platform', `\`run --all\` works on Linux and WSL2 only; this is ${process.platform}.`);
  const [{ stateHome }, { allFolder }, { readList }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/all/place.js'),
    import('../../worker/all/list.js'),
  ]);
  const home = stateHome(context.env);
  const listed = readList(home);
  if (context.dryRun) return wouldServe(listed.filter(({ paused }) => paused === null).map(({ folder }) => folder));
  const folder = allFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const detached = options.detached === true;
  const voice = await voiceOf(context, folder, detached);
  const seat = await seatIn(folder, { detached, say: voice.say });
  const leaving = listenForSignals(voice.say);
  const monitor = options.monitor ?? (context.json ? 'json' : detached ? 'none' : 'basic');
  try {
    leaving.leave.addEventListener('abort', () => seat.member.leaves(), { once: true });
    seat.member.serves();
    voice.say(`Serving ${counted(listed.length, 'workspace')}, those that are listed: \`millrace workspaces ls\`.`);
    if (context.env['MILLRACE_SCRIPT']) voice.say('REHEARSAL: MILLRACE_SCRIPT is set, so no model is asked.');
    const { serveAll } = await import('../all/serve-all.js');
    const { served } = await serveAll(context, { home, leaving, voice, monitor, detached });
    const lines = [`Left: ${counted(served, 'workspace')} that this process served. What agents do is kept.`];
    return { data: { ended: 'left', served }, lines, keep: voice.keep };
  } finally {
    seat.drop();
    leaving.end();
  }
}

const wouldServe = (folders: readonly string[]): Result => ({
  data: { ended: 'left', served: folders.length },
  lines: folders.map((folder) => `It would be served: ${folder}`),
});

async function voiceOf(context: Context, folder: string, detached: boolean) {
  const { appendLog } = await import('../../worker/log.js');
  const file = join(folder, statePaths.workerLog);
  const log = (message: string): void => appendLog(file, { at: new Date().toISOString(), level: 'INFO', message });
  return openVoice(context.json ? 'stderr' : 'stdout', log, detached);
}

/** Exit 5 where another one serves them. */
async function seatIn(
  folder: string,
  { detached, say }: { detached: boolean; say: (line: string) => void },
): Promise<{ member: Member; drop(): void }> {
  const [{ enlist }, { seekLease }, { buildName }, { scriptOf }, { WorkerConflict }] = await Promise.all([
    import('../../worker/fleet/roster.js'),
    import('../../worker/fleet/lease.js'),
    import('../../worker/build.js'),
    import('../../agents/scripted/adapter.js'),
    import('../../worker/fleet/answers.js'),
  ]);
  const kind = { build: buildName(), script: scriptOf(process.env) };
  const member = enlist(folder, { role: 'serve', stays: true, endures: true, detached, ...kind });
  const found = await seekLease(folder, member.record, say);
  const drop = (): void => {
    if (found.kind === 'held') found.lease.drop();
    member.leave();
  };
  if (found.kind === 'held') return { member, drop };
  drop();
  throw new WorkerConflict(
    `Process ${found.by.pid} serves all listed workspaces already, and takes up what is listed. \`millrace down --all\` ends it.`,
  );
}
