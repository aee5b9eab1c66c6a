// `service install|uninstall`: a worker that systemd starts at login, or at boot, and starts again when it dies.
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { programFile } from '../../disk/package-root.js';
import { writeAtomic } from '../../disk/write.js';
import { sparing } from '../allocator.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { keptEnvironment } from '../service/environment.js';
import { ask, removeUnit, unitFile, unitState } from '../service/place.js';
import { unitName, unitText } from '../service/unit.js';
import { acceptedPlan } from '../trust/gate.js';

const PRIVATE = 0o600;

/** `print`: say the unit and write nothing. */
export async function install(context: Context, { print }: { print?: boolean }): Promise<Result> {
  assertLinux();
  const { dir, id } = await identify(context);
  const { env, leftOut } = keptEnvironment(context.env);
  const main = programFile();
  const text = unitText({ id, dir, node: process.execPath, main, env: sparing(env) });
  const file = unitFile(context.env, id);
  if (print === true || context.dryRun) return { data: { id, file, unit: text }, lines: text.trimEnd().split('\n') };
  // What would be refused at every start is told now.
  await acceptedPlan(context, {}, 'service install');
  if (unitState(file, id) === 'foreign') throw foreign(file);
  await writeAtomic(file, text, { mode: PRIVATE });
  const enabled = await enable(context.env, id);
  const next = enabled ? [] : [`systemctl --user daemon-reload && systemctl --user enable --now ${unitName(id)}`];
  const boot = 'loginctl enable-linger';
  const lines = [
    `Written: ${file}.`,
    ...(await faults(context.env, file)),
    ...(leftOut.length === 0
      ? []
      : [
          `Not written, as it may be secret: ${leftOut.join(', ')}. \`systemctl --user edit ${unitName(id)}\` adds it.`,
        ]),
    enabled ? `Enabled and started: ${unitName(id)}.` : 'systemd was not reached from here. Start it there:',
    ...next.map((command) => `  ${command}`),
    'It runs while you are logged in; for it to run from boot on, once:',
    `  ${boot}`,
  ];
  return { data: { id, file, unit: text, enabled, leftOut, next: [...next, boot] }, lines };
}

/** Nothing to remove is no error. */
export async function uninstall(context: Context, { print }: { print?: boolean }): Promise<Result> {
  assertLinux();
  const { id } = await identify(context);
  const file = unitFile(context.env, id);
  const state = unitState(file, id);
  if (state === 'foreign') throw foreign(file);
  if (state === 'none') return { data: { id, file, removed: false }, lines: [`There is no ${file}.`] };
  if (print === true || context.dryRun)
    return {
      data: { id, file, removed: false },
      lines: [`Would stop and disable ${unitName(id)}, and remove ${file}.`],
    };
  const left = await removeUnit(context.env, file, id);
  return { data: { id, file, removed: true }, lines: [`Removed: ${file}.`, ...left] };
}

async function enable(env: NodeJS.ProcessEnv, id: string): Promise<boolean> {
  const reloaded = await ask(env, 'systemctl', '--user', 'daemon-reload');
  if (reloaded.code !== 0) return false;
  return (await ask(env, 'systemctl', '--user', 'enable', '--now', unitName(id))).code === 0;
}

/** What systemd itself finds wrong with it; none where it is not here. */
async function faults(env: NodeJS.ProcessEnv, file: string): Promise<string[]> {
  // Without a folder of the session it does not look at all; it ends with 0 also where it finds something.
  const session = { XDG_RUNTIME_DIR: tmpdir(), ...env };
  const { said } = await ask(session, 'systemd-analyze', 'verify', '--user', '--man=no', file);
  const mine = said.split('\n').filter((line) => line.includes(basename(file)) && !line.startsWith('Command failed'));
  return mine.map((line) => `systemd-analyze: ${line}`);
}

function assertLinux(): void {
  if (process.platform === 'linux') return;
  throw failed('platform', `A worker runs on Linux and WSL2 only, and so does its unit; this is ${process.platform}.`);
}

const foreign = (file: string): CliError =>
  new CliError({
    ...{
      exit: EXIT.conflict,
      code: 'not_ours',
      message: `${file} was not written by this command for this workspace.`,
    },
    hint: 'Move it away, then the same again.',
  });
