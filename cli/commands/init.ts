// `init`: makes a workspace, or says that there is one. What is there stays as it is, and a refusal writes nothing.
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import { compilePlan, compileQuietly } from '../compile.js';
import { type Context, isWorkspace, type Result } from '../context.js';
import { assertReachable, assertWritten } from '../whereabouts.js';
import { CliError, failed, misused } from '../errors.js';
import { readEffective } from '../config/effective.js';
import { claimHere, foundHere, type TreesHere, treesHere, treesText } from '../init/trees-here.js';
import { changesText, standingOf } from '../trust/standing.js';
import { writingGround } from '../trust/writing.js';
import { configText } from './config-text.js';
import { README_TEXT } from './readme-text.js';
import { own } from '../../core/own.js';
import { isKnown } from '../../core/told-error.js';

interface InitOptions {
  permission?: string;
  sandbox?: string;
  server?: string;
  mode?: string;
  runner?: string;
  trees?: string;
  newId?: boolean;
  dryRun?: boolean;
}

/** What goes into a new configuration. */
type Settings = Omit<InitOptions, 'runner' | 'newId' | 'dryRun'>;

const LOCAL_SERVER = { host: '127.0.0.1', port: 7233 };
const HINT_MS = 300;
const FILES = [runtimePaths.identity, runtimePaths.config, runtimePaths.readme, '.gitignore'];

export async function init(context: Context, given: InitOptions, dir?: string): Promise<Result> {
  const workspace = placeOf(context, dir);
  const kinds = await runnerKinds();
  const options = withMode(given, kinds);
  if (options.server !== undefined && !/^[A-Za-z0-9.:[\]_-]+:\d{1,5}$/.test(options.server)) {
    throw misused(`--server "${options.server}" is not of the form host:port.`, 'For example: --server 127.0.0.1:7233');
  }
  const configOf = ({ mode, prefix }: TreesHere): string => {
    const trees = { ...(mode === 'per_root' && { trees: mode }), ...(prefix !== undefined && { prefix }) };
    return configText({ ...options, ...trees }, boxTables(kinds));
  };
  // Without a configuration there are no walls yet, which is no news to who asks for them.
  const look = options.sandbox === 'bubblewrap' ? compileQuietly : compilePlan;
  if (options.mode !== undefined) await look(context, { workspace: null, mode: options.mode });
  const { newId = false, dryRun: _dryRun, ...settings } = options;
  if (context.dryRun) return wouldInit(context, workspace, newId, settings);
  await makeFolder(workspace);
  const { created, id, config } = await writingGround(context, workspace, 'init', async () => {
    const value = await layOut(context, workspace, { trees: options.trees, configOf, newId });
    const { config } = value;
    return { value, changes: config === null ? [] : [{ path: runtimePaths.config, content: config.text }] };
  });
  const configKept = !created.includes(runtimePaths.config);
  const there = configKept ? await treesThere(context, workspace, id) : null;
  if (configKept) assertNoSettings(settings, there?.mode);
  if (options.server === undefined && !configKept) await hintLocalServer(context);
  if (options.mode === undefined && !configKept) await hintAgents(context, workspace);
  await noteForeign(context, workspace, id);
  if (config?.trees.mode === 'per_root') await claimHere({ workspace, id, env: context.env }, config.trees.prefix);
  return answer(workspace, id, created, config?.trees ?? there);
}

/** A setting that holds already is none to refuse. */
function assertNoSettings({ trees, ...others }: Settings, now: string | undefined): void {
  const asked = Object.keys(others).length > 0;
  if (!asked && (trees === undefined || trees === now)) return;
  const file = `${RUNTIME_DIR}/${runtimePaths.config}`;
  const change = asked
    ? 'Change the setting in that file.'
    : `Change it with \`millrace config set trees.mode ${trees}\`.`;
  throw failed('config_kept', `${file} is there already and stays as it is.`, change);
}

/** Where agents work in a workspace that is there: as its configuration has it. Null where that cannot be read, which `doctor` tells. */
async function treesThere(context: Context, workspace: string, id: string): Promise<TreesHere | null> {
  try {
    const { trees } = readEffective({ ...context, given: workspace }, undefined).config;
    const text = treesText(trees, await foundHere({ workspace, id, env: context.env }, trees.prefix));
    return { mode: trees.mode, text };
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

/** A new workspace gets its id only when it is made. */
async function wouldInit(
  context: Context,
  workspace: string,
  newId: boolean,
  settings: Pick<InitOptions, 'trees'>,
): Promise<Result> {
  if (existsSync(workspace) && !(await stat(workspace)).isDirectory())
    throw cannot(workspace, Object.assign(new Error('EEXIST'), { code: 'EEXIST' }));
  const [{ seenIdentity }, { stateHome }] = await Promise.all([
    import('../../worker/folder.js'),
    import('../../worker/state-home.js'),
  ]);
  const home = join(workspace, RUNTIME_DIR);
  const id = newId || !existsSync(home) ? null : (seenIdentity(stateHome(context.env), workspace)?.id ?? null);
  const created = FILES.filter((name) => !existsSync(join(home, name)) || (newId && name === runtimePaths.identity));
  const there = created.includes(runtimePaths.config) ? null : await treesThere(context, workspace, id ?? '');
  if (!created.includes(runtimePaths.config)) assertNoSettings(settings, there?.mode);
  const isNew = id === null && created.includes(runtimePaths.config) && existsSync(workspace);
  const trees = isNew ? await treesHere({ workspace, id: '', env: context.env }, settings.trees) : there;
  return answer(workspace, id ?? '(a new id)', created, trees);
}

/** A runner is chosen by the mode in which it runs every stage. */
function withMode({ runner, ...options }: InitOptions, kinds: readonly RunnerKind[]): Omit<InitOptions, 'runner'> {
  const mode = kinds.find(({ name }) => name === runner)?.mode;
  return mode === undefined ? options : { ...options, mode };
}

async function runnerKinds(): Promise<readonly RunnerKind[]> {
  return (await import('../../agents/kinds.js')).RUNNER_KINDS;
}

/** Tables of the runners that can be put into walls of ours. */
const boxTables = (kinds: readonly RunnerKind[]): string[] =>
  kinds.flatMap(({ settings }) =>
    settings !== undefined && settings.schema.safeParse({ sandbox: 'bubblewrap' }).success ? [settings.table] : [],
  );

/** Another agent than the one that is used without a word is the user's to choose. */
async function hintAgents(context: Context, workspace: string): Promise<void> {
  const { agentsHere, agentsText } = await import('../init/agents-here.js');
  const text = agentsText(await agentsHere(context.env, workspace));
  if (text !== null) context.note(text);
}

/** Throws where a workspace would lie in another one's own folder, or in another one without that being said. */
function placeOf(context: Context, dir: string | undefined): string {
  if (dir !== undefined) assertWritten(dir, 'the folder');
  const workspace = resolve(context.cwd, dir ?? context.given ?? '.');
  assertReachable(workspace);
  const outer = workspaceAbove(workspace);
  if (outer === null) return workspace;
  const where = `${workspace} lies in the workspace ${outer}`;
  if (relative(outer, workspace).split(sep)[0] === RUNTIME_DIR)
    throw failed('in_own_folder', `${where}, in the folder that belongs to the runtime.`, 'Choose another folder.');
  if (isWorkspace(workspace)) return workspace;
  if (dir === undefined && context.given === null)
    throw failed(
      'in_workspace',
      `${where}, which serves its subfolders too.`,
      'Commands work from here as they are. `millrace init .` makes another workspace within it, with work of its own.',
    );
  context.note(`${where}; this is another one, with work of its own.`);
  return workspace;
}

/** The nearest one; a folder below it need not be there yet. */
function workspaceAbove(workspace: string): string | null {
  for (let folder = dirname(workspace); ; folder = dirname(folder)) {
    if (isWorkspace(folder)) return folder;
    if (folder === dirname(folder)) return null;
  }
}

/** What came with a clone is somebody else's until it is accepted here. */
async function noteForeign(context: Context, workspace: string, id: string): Promise<void> {
  const standing = await standingOf(workspace, id, context.env);
  if (standing.state === 'accepted') return;
  const what =
    'What decides how work is done here was not written by this command, and is not used before you accept it';
  context.note(`${what}: ${changesText(standing)}. \`millrace trust\` shows what it means.`);
}

async function makeFolder(workspace: string): Promise<void> {
  try {
    await mkdir(workspace, { recursive: true });
    if ((await stat(workspace)).isDirectory()) return;
  } catch (error) {
    throw cannot(workspace, error);
  }
}

interface Wanted {
  /** Asked for; absent = in place. */
  trees: string | undefined;
  configOf: (trees: TreesHere) => string;
  newId: boolean;
}

interface LaidOut {
  /** Files that were not there before. */
  created: string[];
  id: string;
  /** Null: it was there, or is again the one that was accepted here. */
  config: { text: string; trees: TreesHere } | null;
}

async function layOut(context: Context, workspace: string, { trees, configOf, newId }: Wanted): Promise<LaidOut> {
  const { createLayout } = await import('../../disk/layout.js');
  const { createOnly } = await import('../../disk/write.js');
  const home = join(workspace, RUNTIME_DIR);
  const [{ claimFolder, forgetFolder, settledIdentity }, { stateHome }] = await Promise.all([
    import('../../worker/folder.js'),
    import('../../worker/state-home.js'),
  ]);
  const states = stateHome(context.env);
  if (newId) forgetFolder(states, workspace);
  if (newId) await rm(join(home, runtimePaths.identity), { force: true });
  const created = FILES.filter((name) => !existsSync(join(home, name)));
  try {
    if (!newId) await settledIdentity(states, workspace);
    const identity = await createLayout(workspace, new Date().toISOString(), randomBytes(4).toString('hex'));
    const kept = await acceptedConfig(join(states, identity.id));
    const isNew = kept === null && created.includes(runtimePaths.config);
    const { env } = context;
    const config = isNew ? await newConfig({ workspace, id: identity.id, env }, trees, configOf) : null;
    const written = kept ?? config?.text;
    if (written !== undefined) await createOnly(join(home, runtimePaths.config), written);
    await createOnly(join(home, runtimePaths.readme), README_TEXT);
    await claimFolder({ workspace, state: join(states, identity.id) }, identity, context.note);
    return { created, id: identity.id, config };
  } catch (error) {
    throw cannot(workspace, error);
  }
}

async function newConfig(
  place: Parameters<typeof treesHere>[0],
  asked: string | undefined,
  configOf: Wanted['configOf'],
): Promise<{ text: string; trees: TreesHere }> {
  const trees = await treesHere(place, asked);
  return { text: configOf(trees), trees };
}

/** A folder that was cleaned gets back what an operator accepted in it; null where nothing was. */
async function acceptedConfig(state: string): Promise<Buffer | string | null> {
  const { acceptedFile, acceptedGround } = await import('../../worker/ground/accepted.js');
  const accepted = acceptedGround(state);
  return accepted === null ? null : acceptedFile(accepted, runtimePaths.config);
}

function cannot(workspace: string, error: unknown): Error {
  if (isKnown(error, 'copied')) return error;
  const reasons: Record<string, string> = {
    EEXIST: 'there is a file of this name',
    ENOTDIR: 'a part of this path is a file',
    EACCES: 'its permissions forbid it',
    EROFS: 'its file system is read-only',
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = own(reasons, code) ?? (error instanceof Error ? error.message : String(error));
  return failed('cannot_init', `${workspace} cannot become a workspace: ${reason}.`, 'Choose another folder.');
}

/** An embedded server is the default, also where another one runs: the user decides. */
async function hintLocalServer(context: Context): Promise<void> {
  if (!(await answers())) return;
  const { host, port } = LOCAL_SERVER;
  context.note(`A server answers on ${host}:${port}. To use it, set address under [temporal] in millrace.toml.`);
}

function answers(): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ ...LOCAL_SERVER, timeout: HINT_MS });
    const end = (answer: boolean) => () => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** `trees`: null where that is not for this call to say. */
async function answer(workspace: string, id: string, created: string[], trees: TreesHere | null): Promise<Result> {
  const isNew = created.includes(runtimePaths.identity);
  const head = isNew ? `Workspace ${id} made in ${workspace}.` : `Workspace ${id} was already in ${workspace}.`;
  const files = created.map((name) => `${RUNTIME_DIR}/${name}`);
  const next = [
    ...(await commitCommands(workspace, isNew)),
    'millrace doctor',
    'millrace add-idea IDEA.md',
    'millrace run --until idle',
    'millrace status',
  ];
  const kept = files.length === 0 ? ['Nothing had to be written.'] : [`Written: ${files.join(', ')}.`];
  const lines = [head, ...kept, ...(trees === null ? [] : [trees.text]), '', 'Next:', ...indent(next)];
  const here = trees === null ? null : { mode: trees.mode, text: trees.text };
  return { data: { workspace, id, created: isNew, files, trees: here, next }, lines };
}

/** What lies untracked goes with a `git stash -u` or a `git clean`. */
async function commitCommands(workspace: string, isNew: boolean): Promise<string[]> {
  if (!isNew || !existsSync(workspace)) return [];
  const { groundOf } = await import('../../disk/git-ground.js');
  const isWanted = groundOf(realpathSync(workspace)).repository !== null;
  return isWanted ? [`git add ${RUNTIME_DIR}`, `git commit -m "Use Millrace" ${RUNTIME_DIR}`] : [];
}

const indent = (lines: string[]): string[] => lines.map((line) => `  ${line}`);
