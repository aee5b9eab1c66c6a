// One command from outside a worker. A worker that serves the workspace answers it; without one this process serves the workflow for as long
// as the command takes, and starts no stage. Where a worker is silent the command is left with the server: the workflow tasks that go to that
// worker would be lost one after the other.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type CommandName, type CommandTo, COMMANDS } from '../core/contracts/command-table.js';
import type { Answer, CommandRow, Issued } from '../core/contracts/commands.js';
import type { ITEM_COMMANDS } from '../core/contracts/interventions.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import { silenceOf } from './fleet/answers.js';
import { bootStep } from './boot.js';
import { buildName } from './build.js';
import { decideAccepted } from './ground/server.js';
import { seekLease } from './fleet/lease.js';
import { claimFolder } from './folder.js';
import type { WorkspacePlace } from './place.js';
import { workspacePlace } from './place.js';
import { workspaceRuns, takeUp } from './take-up.js';
import { assertBinding, bindWorkspace, readBinding, rebindWorkspace } from './server/binding.js';
import type { ServerChoice } from './server/choose.js';
import { chooseServer } from './server/choose.js';
import type { OpenClient } from './server/connect.js';
import { openClient } from './server/connect.js';
import { homeText, otherHome } from './elsewhere.js';
import { embeddedStatus } from './server/embedded.js';
import { enlist } from './fleet/roster.js';
import { startWorkers } from './workers.js';
import type { Sign } from './signing/sign.js';
import type { Send, Signing } from './workspace-client.js';
import { workspaceClient } from './workspace-client.js';
import { KnownError } from '../core/told-error.js';

const START_MS = 10_000;
const START_POLL_MS = 100;

type AnyOf<N extends CommandName> = { [M in N]: CommandTo<M> }[N];

export type WorkspaceCommand = AnyOf<CommandName>;

/** Commands about items. */
export type InterventionCommand = AnyOf<keyof typeof ITEM_COMMANDS>;

/** Nobody is there to ask, and nothing was changed. */
export abstract class Unserved extends KnownError {}

/** No Temporal server runs for this workspace. */
export class NoServerError extends Unserved {
  constructor() {
    const what =
      'No Temporal server runs for this workspace. `millrace run` starts one, `millrace server start` only that.';
    super('no_server', what, { hint: 'Nothing was changed.' });
  }
}

/** Another state home serves the workspace. */
export class ServedElsewhere extends Unserved {
  constructor(home: string) {
    super(
      'bound_elsewhere',
      `This workspace is served from elsewhere, by the server of ${homeText(home)}. ` +
        'Set MILLRACE_STATE_HOME to it to speak with that one.',
    );
  }
}

/** The worker is silent. */
export class SilentWorker extends Unserved {
  /** `left`: the command is with the server, and is carried out when the worker wakes or another one takes its place. */
  constructor(
    silence: string,
    readonly left: boolean,
  ) {
    super('worker_silent', silence);
  }
}

export interface CommandOptions {
  timeoutMs: number;
  say(line: string): void;
  /** How the command gets its signature; absent = it has none. */
  sign?: Sign;
  /** Awaited with the answer while the workflows are still served: for what goes on behind a command. */
  follow?: (answer: Answer) => Promise<void>;
}

/** Throws `NoServerError`, `ServedElsewhere`, `SilentWorker`, `ServerError`. */
export const sendCommand = (
  workspaceDir: string,
  command: WorkspaceCommand,
  options: CommandOptions,
): Promise<Answer> => sendMade(workspaceDir, () => Promise.resolve(command), options);

/** As `sendCommand`, for a command that needs a look at the server first. */
export async function sendMade(
  workspaceDir: string,
  make: (client: Client, place: WorkspacePlace) => Promise<WorkspaceCommand>,
  options: CommandOptions,
): Promise<Answer> {
  const place = await workspacePlace(workspaceDir);
  await claimFolder(place.dirs, place.identity, options.say);
  const choice = await runningServer(place, options);
  const opened = await openClient(choice);
  try {
    bindWorkspace(workspaceDir, choice, opened.clusterId, new Date().toISOString());
    const send = workspaceClient(opened.client, place.id, options.timeoutMs, signingBy(options.sign, place));
    return await deliver(place, choice, opened, options.say, {
      ask: async () => {
        const answer = await put(send, await make(opened.client, place));
        await options.follow?.(answer);
        return answer;
      },
      leave: async () =>
        leave(opened.client, place, await signed(options.sign, place, await make(opened.client, place))),
    });
  } finally {
    await opened.close();
  }
}

/** Nothing runs on the server that the files could be compared with. */
export class UnknownWorkspace extends KnownError {
  constructor(address: string) {
    super(
      'not_known',
      `The Temporal server at ${address} knows no work of this workspace, so there is nothing to compare its files with. ` +
        '`millrace run` begins with what the files say.',
    );
  }
}

/**
 * Asks the workflows of a workspace without a command. Nothing is bound or started for it. Throws `NoServerError`,
 * `ServerError`, `UnknownWorkspace`.
 */
export async function withWorkflows<T>(
  workspaceDir: string,
  options: CommandOptions,
  ask: (client: Client, place: WorkspacePlace) => Promise<T>,
): Promise<T> {
  const place = await workspacePlace(workspaceDir);
  const choice = await runningServer(place, options);
  const opened = await openClient(choice);
  try {
    if (!(await workspaceRuns(opened.client, place.id))) throw new UnknownWorkspace(choice.address);
    return await deliver(place, choice, opened, options.say, { ask: () => ask(opened.client, place) });
  } finally {
    await opened.close();
  }
}

/** The one that the workspace is to use. Throws `NoServerError`, `ServedElsewhere`, `ServerError`. */
export async function runningServer(place: WorkspacePlace, options: CommandOptions): Promise<ServerChoice> {
  const decision = decideAccepted(place);
  assertBinding(place.dirs.workspace, decision);
  const other = decision.kind === 'embedded' ? otherHome(readBinding(place.dirs.workspace), place.stateHome) : null;
  if (other !== null) throw new ServedElsewhere(other);
  if (decision.kind === 'embedded' && (await embeddedStatus(place.stateHome)).state !== 'running')
    throw new NoServerError();
  return chooseServer(decision, place.stateHome, options.say);
}

interface Delivery<T> {
  ask(): Promise<T>;
  /** Where nobody answers now. True when it is carried out later. */
  leave?(): Promise<boolean>;
}

/** Through the worker that is there, else through one of our own for this command only. Throws `SilentWorker`. */
async function deliver<T>(
  place: WorkspacePlace,
  choice: ServerChoice,
  opened: OpenClient,
  say: (line: string) => void,
  { ask, leave: leaveIt }: Delivery<T>,
): Promise<T> {
  const { state } = place.dirs;
  const member = enlist(state, { role: 'command', stays: false, endures: false, build: buildName() });
  try {
    const found = await seekLease(state, member.record, say);
    if (found.kind === 'taken') return await askWorker(place, opened, ask);
    if (found.kind === 'silent') throw new SilentWorker(silenceOf(state, found.by), (await leaveIt?.()) ?? false);
    try {
      return await asWorker(place, choice, opened, member.record.identity, say, ask);
    } finally {
      found.lease.drop();
    }
  } finally {
    member.leave();
  }
}

/** A worker that has just come may still be starting the workflow. */
async function askWorker<T>(place: WorkspacePlace, { client }: OpenClient, ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(START_POLL_MS)) {
    if (await workspaceRuns(client, place.id)) break;
  }
  return ask();
}

async function asWorker<T>(
  place: WorkspacePlace,
  choice: ServerChoice,
  opened: OpenClient,
  identity: string,
  say: (line: string) => void,
  ask: () => Promise<T>,
): Promise<T> {
  const { searchAttributes, titleAttribute } = opened;
  const settings = { searchAttributes, titleAttribute, historyEvents: 2000 };
  if (await takeUp(opened.client, place, settings, say))
    rebindWorkspace(place.dirs.workspace, choice, opened.clusterId, new Date().toISOString());
  await bootStep(opened.client, place, say);
  const workers = await startWorkers({ client: opened.client, place, choice, identity, say });
  try {
    return await ask();
  } finally {
    await workers.leave();
  }
}

/** Only what its row lets wait. */
async function leave(client: Client, { id }: WorkspacePlace, { name, args }: WorkspaceCommand): Promise<boolean> {
  const row: CommandRow<Issued> = COMMANDS[name];
  if (row.leave !== true) return false;
  await client.workflow.getHandle(workspaceWorkflowId(id)).signal(name, args);
  return true;
}

/** As it is where nobody signs. */
export const signed = (
  sign: Sign | undefined,
  place: WorkspacePlace,
  command: WorkspaceCommand,
): Promise<WorkspaceCommand> => (sign === undefined ? Promise.resolve(command) : sign(place, command));

/** For who sends to this workspace. */
export const signingBy =
  (sign: Sign | undefined, place: WorkspacePlace): Signing =>
  async (name, args) =>
    // A signature changes nothing of what a command is.
    (await signed(sign, place, { name, args } as unknown as WorkspaceCommand)).args as typeof args;

const put = <N extends CommandName>(send: Send, { name, args }: CommandTo<N>): Promise<Answer> => send(name, args);
