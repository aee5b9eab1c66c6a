// Makes a tree usable before an agent starts: runs the commands of `[trees] setup` where they were not run yet, or where one of their inputs is
// another one now. They run as commands of the stage would, in its walls; what they left when they were killed is ended first.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { LaunchRefused } from '../../agents/adapter.js';
import { faultIn, logOf, runInOrder } from '../../agents/commands/in-order.js';
import { endCommand } from '../../agents/commands/run.js';
import { wholeWithoutSecrets, withoutSecrets } from '../../agents/context.js';
import { removeTree as removeFolder } from '../../agents/desk/remove.js';
import { CANCEL } from '../../agents/host/wait.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { clipped, LIMITS } from '../../core/contracts/limits.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { TreeSettings } from '../../core/contracts/trees.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../disk/folder.js';
import { writeAtomic } from '../../disk/write.js';
import { refused, type Refused } from '../../trees/answers.js';
import { workFolder } from '../../trees/desk.js';
import { nameOfRoot } from '../../trees/names.js';
import type { TreesPlace } from '../../trees/place.js';
import type { TreeRecord } from '../../trees/record.js';
import { beginSetup, endSetup, setupDigest, type SetUp } from '../../trees/setup.js';
import { runnerSettings } from '../runner-settings.js';

export interface SetupAsked {
  settings: Pick<TreeSettings, 'setup' | 'setup_inputs' | 'setup_timeout_seconds'>;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** Only says whether it would go: nothing is run, and what did not end well is not good for as long as nothing changes. */
  isLook?: boolean;
}

/** What lay in a tree when its setup was killed: nothing of it runs any more. Nothing to do where none was at work. */
export async function endLeftSetup(workspace: string, record: TreeRecord | null): Promise<void> {
  if (record?.setup?.begun !== undefined) await endCommand(markOf(workspace, record.root));
}

/** Rejects with the signal's reason when the worker goes; one that is cancelled ends it, and gives the tree as it is. */
export async function setUp(
  place: TreesPlace,
  record: TreeRecord,
  request: StageRunRequest,
  { settings, env, signal, isLook = false }: SetupAsked,
): Promise<SetUp | Refused> {
  const { setup: commands, setup_inputs: inputs, setup_timeout_seconds: seconds } = settings;
  const asIs: SetUp = { kind: 'set_up', record, notes: [] };
  if (commands.length === 0) return asIs;
  const digest = await setupDigest(place, record, { commands, inputs });
  if (record.setup?.digest === digest && record.setup.begun === undefined) return asIs;
  const failed = record.setup?.failed;
  if (isLook) return failed?.digest === digest ? notSetUp(record, failed.why) : asIs;
  const begun = await beginSetup(place, record.root, request.runId);
  if (begun.kind === 'refused') return begun;
  const ran = await run({ place, record: begun.record, request, commands, seconds, env, ...(signal && { signal }) });
  if (ran === null) return asIs;
  const at = new Date().toISOString();
  const { why, log } = ran;
  await keepLog(place, record.root, `${at}\n\n${log}`);
  const end = await endSetup(place, record.root, { digest, at, ...(why !== null && { why }) });
  if (end.kind === 'refused') return end;
  return why === null ? end : notSetUp(record, why);
}

interface Running {
  place: TreesPlace;
  record: TreeRecord;
  request: StageRunRequest;
  commands: readonly string[];
  seconds: number;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** Null: it was cancelled. */
async function run(setup: Running): Promise<{ why: string | null; log: string } | null> {
  const { place, record, request, commands, seconds, env, signal } = setup;
  const { workspace: workspaceDir, state: stateDir } = place.dirs;
  const mark = markOf(place.workspace, record.root);
  const tmpDir = path.join(stateDir, statePaths.tmp(sha256Hex(mark).slice(0, 10)));
  const config = await runnerSettings(stateDir);
  const where = { workspaceDir, treeDir: workFolder(place, record), stateDir, tmpDir, config, env };
  try {
    const asked = { ...where, mark, timeoutMs: seconds * 1000, ...(signal && { signal }) };
    const ran = await runInOrder(commands, asked, asStage(request));
    const [why, log] = [faultIn(ran), await wholeWithoutSecrets(logOf(ran), { env, config })];
    return { why: why === null ? null : withoutSecrets(why, { env, config }), log };
  } catch (error) {
    if (error instanceof LaunchRefused) return { why: error.detail, log: `${error.detail}\n` };
    if (signal?.aborted === true && signal.reason === CANCEL) return null;
    throw error;
  } finally {
    await removeFolder(tmpDir);
  }
}

/** One that only reads could set up nothing. */
const asStage = ({ plane, runner, permission, capabilities }: StageRunRequest) => ({
  ...{ plane, runner, permission: permission === 'read_only' ? ('basic' as const) : permission },
  ...(capabilities && { capabilities }),
});

/** Of a tree: only one setup is at work in it. */
const markOf = (workspace: string, root: string): string => `setup-${workspace}-${nameOfRoot(root)}`;

const notSetUp = ({ root }: TreeRecord, why: string): Refused =>
  refused(
    clipped(`The tree of ${root} cannot be set up: ${why}`, LIMITS.detail - 300),
    `\`millrace trees show ${root}\` names the file with all that was said. Correct trees.setup in millrace.toml and \`millrace config reload --accept\` it, or what it needs: behind walls a command reaches the network only where its stage does (\`network.access\`).`,
  );

async function keepLog({ dirs }: TreesPlace, root: string, text: string): Promise<void> {
  const file = path.join(dirs.state, statePaths.setupLog(nameOfRoot(root)));
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  await writeAtomic(file, text, { mode: PRIVATE_FILE });
}
