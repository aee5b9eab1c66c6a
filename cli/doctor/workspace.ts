// The folders of a workspace and what lies in them.
import { lstatSync } from 'node:fs';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { troubleRemedy, troubleText } from '../../core/contracts/troubles.js';
import type { UpgradeDisposition } from '../../core/assets/disposition.js';
import { copiedNeed } from '../../read/copied.js';
import { CliError } from '../errors.js';
import { readPiece, shown } from '../../read/files.js';
import { readWorkspaceId } from '../../read/identity.js';
import { listInvalid } from '../../read/invalid.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readTroubles } from '../../read/troubles.js';
import { duration } from '../render/duration.js';
import { isInterrupted } from '../shelf/change.js';
import { compareShelf, readShelf } from '../shelf/shelf.js';
import { error, type Finding, ok, warning } from './finding.js';
import { counted } from '../render/count.js';

export async function lookAtWorkspace(dir: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { stateHome } = await import('../../worker/state-home.js');
  const copies = copiedNeed(dir, stateHome(env));
  return [
    ...copies.map(({ name, reason, remedy }) => error('copied', reason, { where: name, remedy: `${remedy}.` })),
    ...identity(dir),
    ...(await layout(dir)),
    ...quarantine(dir),
    ...snapshot(dir),
    ...readTroubles(dir).map((trouble) =>
      error('workflow_stuck', troubleText(trouble), { where: trouble.workflow, remedy: troubleRemedy(trouble) }),
    ),
    ...interrupted(dir),
    ...(await takenOver(dir)),
  ];
}

const IDENTITY_REMEDY =
  'Restore the file, or `millrace run`: it puts the id back where the workspace was served from here before. A new id would make this another workspace, without the work under way.';

function identity(dir: string): Finding[] {
  const id = readWorkspaceId(dir);
  if (id !== null) return [ok('identity', `the workspace is ${id}`)];
  const where = `${RUNTIME_DIR}/${runtimePaths.identity}`;
  if (lstatSync(shown(dir, runtimePaths.identity), { throwIfNoEntry: false }) === undefined)
    return [error('identity_missing', 'there is no workspace id', { where, remedy: '`millrace init` gives it one.' })];
  return [error('identity_invalid', 'it holds no workspace id', { where, remedy: IDENTITY_REMEDY })];
}

async function layout(dir: string): Promise<Finding[]> {
  const { LAYOUT_FOLDERS } = await import('../../disk/layout.js');
  const stats = LAYOUT_FOLDERS.map(
    (folder) => [folder, lstatSync(shown(dir, folder), { throwIfNoEntry: false })] as const,
  );
  const missing = stats.filter(([, stat]) => stat === undefined).map(([folder]) => folder);
  const odd = stats.filter(([, stat]) => stat !== undefined && !stat.isDirectory()).map(([folder]) => folder);
  const remedy = '`millrace init` makes what is missing and leaves the rest as it is.';
  return [
    ...odd.map((where) =>
      error('not_a_directory', 'it is a link or a file, and nothing is written through it', {
        where: `${RUNTIME_DIR}/${where}`,
        remedy: 'Put a real folder there.',
      }),
    ),
    ...(missing.length > 0 ? [warning('missing_directory', `not there: ${missing.join(', ')}`, { remedy })] : []),
    ...(odd.length + missing.length === 0 ? [ok('layout', `all ${stats.length} folders are there`)] : []),
  ];
}

function quarantine(dir: string): Finding[] {
  const files = listInvalid(dir);
  if (files.length === 0) return [ok('quarantine', 'nothing is in quarantine')];
  return files.map(({ path, reason }) =>
    warning('quarantined', reason ?? 'no reason is recorded', {
      where: `${RUNTIME_DIR}/${path}`,
      remedy: `Correct it, then \`millrace quarantine fix ${path.slice(path.lastIndexOf('/') + 1)}\`; or \`quarantine drop\` it.`,
    }),
  );
}

function snapshot(dir: string): Finding[] {
  const found = readSnapshot(dir);
  if (found !== null) return [ok('snapshot', `written ${duration(Date.now() - found.writtenAt)} ago`)];
  const where = `${RUNTIME_DIR}/${runtimePaths.snapshot}`;
  if (readPiece(shown(dir, runtimePaths.manifest)) === null) return [ok('snapshot', 'nothing has run yet')];
  const remedy = '`millrace mirror rebuild` writes it anew while the server runs; else the next `millrace run` does.';
  return [error('snapshot_damaged', 'it is missing or cannot be read', { where, remedy })];
}

function interrupted(dir: string): Finding[] {
  if (!isInterrupted(dir)) return [];
  const remedy = '`millrace upgrade --apply` takes it back first.';
  const where = `${RUNTIME_DIR}/${runtimePaths.changes}`;
  return [error('change_interrupted', 'a change of several files was interrupted', { where, remedy })];
}

/** What an upgrade would change, or cannot without a person. */
const OPEN: readonly UpgradeDisposition[] = ['conflict', 'safe_package_update', 'missing'];

async function takenOver(dir: string): Promise<Finding[]> {
  try {
    const entries = compareShelf(await readShelf(dir));
    const open = entries.filter(({ disposition }) => OPEN.includes(disposition)).map(({ path }) => path);
    if (open.length === 0)
      return [ok('assets', `${counted(entries.length, 'file')} taken over or in place of shipped ones`)];
    const what = `the shipped ones differ: ${open.join(', ')}`;
    return [warning('upgrade_open', what, { remedy: '`millrace upgrade` says how, and takes or keeps them.' })];
  } catch (thrown) {
    if (!(thrown instanceof CliError)) throw thrown;
    const { code, message, hint } = thrown.failure;
    return [error(code, message, hint === undefined ? {} : { remedy: hint })];
  }
}
