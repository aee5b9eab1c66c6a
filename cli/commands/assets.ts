// `assets ls|copy`: what ships as data, and taking a part of it over into the workspace, where it can be edited.
import { assetOf } from '../../core/assets/kinds.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { assetsIn } from '../../read/assets.js';
import { table } from '../render/table.js';
import { baselineChange, changeAll } from '../shelf/change.js';
import { readShelf, type Shelf } from '../shelf/shelf.js';
import { version } from '../version.js';

/** `workspace`: only there; `taken`: copied from a release; `replaced`: there, and in place of a shipped one. */
type Origin = 'shipped' | 'workspace' | 'taken' | 'replaced';

const WORDS: Readonly<Record<Origin, string>> = {
  shipped: 'shipped',
  workspace: 'of this workspace',
  taken: 'taken over from a release',
  replaced: 'of this workspace, in place of the shipped one',
};

export async function list(context: Context): Promise<Result> {
  const shelf = await readShelf(findWorkspace(context));
  const ids = [...new Set([...assetsIn(shelf.shipped), ...assetsIn(shelf.current)])].sort();
  const assets = ids.map((id) => ({ id, origin: originOf(id, shelf) }));
  return { data: { assets }, lines: table(assets.map(({ id, origin }) => [id, WORDS[origin]])) };
}

function originOf(id: string, { shipped, current, baseline }: Shelf): Origin {
  if (!assetsIn(current).has(id)) return 'shipped';
  if ([...baseline.keys()].some((path) => assetOf(path) === id)) return 'taken';
  return assetsIn(shipped).has(id) ? 'replaced' : 'workspace';
}

export async function copy(context: Context, _options: object, given: string[] | string): Promise<Result> {
  const workspace = findWorkspace(context);
  const shelf = await readShelf(workspace);
  const ids = [...new Set([given].flat().map((one) => shippedId(one, shelf)))];
  const present = ids.filter((id) => assetsIn(shelf.current).has(id));
  if (present.length > 0) throw alreadyThere(present);
  const files = [...shelf.shipped.files].filter(([path]) => ids.includes(assetOf(path) ?? ''));
  const taken = files.map(([path, { sha256 }]) => [path, { sha256, release: version() }] as const);
  const baseline = new Map([...shelf.baseline, ...taken]);
  const changes = files.map(([path, { bytes, executable }]) => ({ path, content: bytes, executable }));
  await changeAll(context, workspace, 'assets copy', [...changes, await baselineChange(baseline)]);
  const copied = files.map(([path]) => `${RUNTIME_DIR}/${path}`);
  const after = 'They are yours to edit now and replace the shipped ones. `millrace upgrade` tells when those change.';
  return { data: { copied }, lines: [...copied, after] };
}

/** What was meant by `stages/builder`, `builder`, or the beginning of one of them. */
function shippedId(given: string, { shipped }: Shelf): string {
  const all = [...assetsIn(shipped)];
  const name = (id: string): string => id.slice(id.indexOf('/') + 1);
  const wanted = given.replace(/\.(?:md|toml)$/, '').replace(/\/$/, '');
  const exact = all.filter((id) => id === wanted || name(id) === wanted);
  const fits = exact.length > 0 ? exact : all.filter((id) => id.startsWith(wanted) || name(id).startsWith(wanted));
  const [one, ...others] = wanted === '' ? [] : fits;
  if (one === undefined) throw notFound(`No asset ${given} is shipped.`, '`millrace assets ls` lists them.');
  if (others.length > 0) throw misused(`${given} fits ${fits.join(', ')}.`, 'Write more of it.');
  return one;
}

function alreadyThere(ids: readonly string[]): CliError {
  const message = `Nothing was copied: this workspace has ${ids.join(', ')} already.`;
  const hint = 'Remove it there first, or `millrace upgrade --theirs PATH --apply` takes the shipped one.';
  return new CliError({ exit: EXIT.conflict, code: 'already_there', message, hint });
}
