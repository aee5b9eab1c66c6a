// Ids for the keyboard, from the files of a workspace alone. What no command takes is not offered.
import { join } from 'node:path';
import { isLive } from '../../core/contracts/families.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { assetsIn, assetFiles } from '../../read/assets.js';
import { listAsked } from '../../read/approvals.js';
import { listCandidates } from '../../read/candidates.js';
import { familiesOf } from '../../read/families.js';
import { namesIn } from '../../read/files.js';
import { listFolders } from '../../read/folders.js';
import { listInvalid } from '../../read/invalid.js';
import { listRuns } from '../../read/runs.js';
import { listTargets } from '../../read/targets.js';
import { packageRoot } from '../../disk/package-root.js';
import { inert } from '../render/inert.js';
import type { Candidate, IdKind } from './place.js';

const SHIPPED = (): string => join(packageRoot(), 'assets');

/** Keys are in the configuration, whose schema no other word needs. */
type InFolders = Exclude<IdKind, 'setting'>;

/** `dir`: null = in no workspace, where what ships is all there is. */
const SOURCES: Readonly<Record<InFolders, (dir: string | null, living: boolean) => Candidate[]>> = {
  item: within((dir, living) =>
    listFolders(dir)
      .filter(({ state }) => !living || isLive(state))
      .flatMap(({ family, state, ids }) => ids.map((word) => ({ word, about: `${family}, ${state}` }))),
  ),
  run: within((dir) => listRuns(dir).map(({ runId }) => ({ word: runId, about: 'run' }))),
  root: within((dir) => [
    ...listTargets(dir).map(({ root, state }) => ({ word: root, about: `root, ${state}` })),
    ...listFolders(dir).flatMap(({ family, state, ids }) =>
      family === 'spec' ? ids.map((word) => ({ word, about: `spec, ${state}` })) : [],
    ),
  ]),
  approval: within((dir) =>
    listAsked(dir).map(({ id, item, node }) => ({ word: id, about: `${item.family}/${item.id} ${node}` })),
  ),
  candidate: within((dir) =>
    listCandidates(dir, ['waiting']).map(({ id, record }) => ({ word: id, about: record?.skill_id ?? '' })),
  ),
  quarantined: within((dir) =>
    listInvalid(dir).map(({ path, reason }) => ({ word: path.replace(/^.*\//, ''), about: reason ?? '' })),
  ),
  family: (dir) => (dir === null ? [] : familiesOf(dir)).map((word) => ({ word, about: 'family' })),
  skill: (dir) => named('skills', dir, (name) => name),
  mode: (dir) => named('modes', dir, (name) => /^(.*)\.toml$/.exec(name)?.[1] ?? ''),
  asset: () => [...assetsIn(assetFiles(SHIPPED()))].map((word) => ({ word, about: 'shipped' })),
};

/**
 * The likeliest of these kinds that begin so, each once. `living`: no items that have ended. What looks odd in a shell is left to the
 * shell to quote.
 */
export async function idsOf(
  kinds: readonly IdKind[],
  dir: string | null,
  begun: string,
  living = false,
): Promise<Candidate[]> {
  const all = kinds.map(async (kind) => {
    const known = kind === 'setting' ? await settings(dir) : SOURCES[kind](dir, living);
    return known.filter(({ word }) => isNamed(kind, word, begun));
  });
  const found = (await Promise.all(all)).flat();
  return [...new Map(found.map((one) => [one.word, one])).values()].slice(0, MOST);
}

async function settings(dir: string | null): Promise<Candidate[]> {
  const { settingKeys } = await import('../config/effective.js');
  return settingKeys(dir).map((word) => ({ word, about: 'setting' }));
}

/** A person reads no more, and a shell asks whether to show them. */
const MOST = 1000;

/** Files in quarantine and keys have any name; one that holds what is not seen is written by nobody. */
const NAMED_FREELY: ReadonlySet<IdKind> = new Set(['quarantined', 'asset', 'setting']);

const isNamed = (kind: IdKind, word: string, begun: string): boolean =>
  word.startsWith(begun) && word !== '' && (NAMED_FREELY.has(kind) ? inert(word) === word : isSafeId(word));

function within(list: (dir: string, living: boolean) => Candidate[]): (typeof SOURCES)[InFolders] {
  return (dir, living) => (dir === null ? [] : list(dir, living));
}

function named(folder: string, dir: string | null, nameOf: (name: string) => string): Candidate[] {
  const from = (top: string, about: string): Candidate[] =>
    namesIn(join(top, folder)).map((name) => ({ word: nameOf(name), about }));
  return [...(dir === null ? [] : from(join(dir, RUNTIME_DIR), 'of this workspace')), ...from(SHIPPED(), 'shipped')];
}
