// `keys ls|add|rotate|remove|require`: who may decide. Keys are state of the workspace; what is changed here is signed like any decision.
import { resolve } from 'node:path';
import { isOperatorName, type KeyChange, type Operator, type Right } from '../../core/contracts/operators.js';
import { keyInLine } from '../../core/operators/public-key.js';
import { readText } from '../../disk/read.js';
import { readWorkspaceId } from '../../read/identity.js';
import { readSnapshot } from '../../read/snapshot.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { failed, misused } from '../errors.js';
import { issuedBy } from '../issued.js';
import { table } from '../render/table.js';
import { readStdin } from '../intake/input.js';
import { told } from './control.js';

interface KeyOptions {
  by?: string;
  rights?: Right[];
  reason: string;
}

const NOBODY =
  'No operator is named: whoever reaches the Temporal server may decide. Those in millrace.toml count from the first run on. ' +
  'docs/supervisors.md shows how to name some.';

export function list(context: Context): Promise<Result> {
  const dir = findWorkspace(context);
  const view = readSnapshot(dir)?.workspace?.operators ?? null;
  const named = view?.named ?? [];
  const data = { id: readWorkspaceId(dir), required: view?.required ?? false, named, differs: view?.differs ?? false };
  if (view === null) return Promise.resolve({ data, lines: [NOBODY] });
  const rows = named.map(({ name, rights, key }: Operator) => [name, rights.join(','), key]);
  const rule = view.required
    ? `Nothing is decided without a signature; it counts ${view.windowSeconds} seconds.`
    : 'Signatures are not required: whoever reaches the Temporal server may decide. Keys change by signed commands alone.';
  const differs = view.differs ? ['millrace.toml names others, which changes nothing: `millrace keys` does.'] : [];
  return Promise.resolve({ data, lines: [...table(rows, ['OPERATOR', 'RIGHTS', 'KEY']), '', rule, ...differs] });
}

export async function add(context: Context, options: KeyOptions, name: string): Promise<Result> {
  const wanted = named(name);
  const { key, as } = await publicKey(context, options);
  return change(as, options, { change: 'add', name: wanted, key, rights: options.rights ?? [] });
}

export async function rotate(context: Context, options: KeyOptions, name: string): Promise<Result> {
  const wanted = named(name);
  const { key, as } = await publicKey(context, options);
  return change(as, options, { change: 'rotate', name: wanted, key });
}

export const remove = (context: Context, options: KeyOptions, name: string): Promise<Result> =>
  change(context, options, { change: 'remove', name: named(name) });

/** The worker of this state folder has to go on, so its key goes along. */
export async function requireKeys(context: Context, options: KeyOptions, state: string): Promise<Result> {
  if (state === 'off') return change(context, options, { change: 'require', on: false });
  const { dir } = await identify(context);
  const [{ workspacePlace }, { workerSigner }] = await Promise.all([
    import('../../worker/place.js'),
    import('../../worker/signing/worker-key.js'),
  ]);
  const place = await workspacePlace(dir);
  const { key: worker } = workerSigner(place.dirs.state, !context.dryRun);
  return change(context, options, { change: 'require', on: true, worker });
}

async function change(context: Context, { reason }: KeyOptions, keys: KeyChange): Promise<Result> {
  const { dir } = await identify(context);
  const args = { ...issuedBy(context, { reason }), keys };
  return told(context, dir, { name: 'keys', args });
}

function named(name: string): string {
  if (isOperatorName(name)) return name;
  throw misused(
    `${JSON.stringify(name)} is no name of an operator.`,
    'It has 1 to 64 letters, digits, dots, dashes or underscores.',
  );
}

/** What `--key` names here is the operator's; `as`: the context in which `--by` signs. */
async function publicKey(context: Context, { by }: KeyOptions): Promise<{ key: string; as: Context }> {
  const { identity } = context;
  findWorkspace(context);
  if (identity.key === null)
    throw misused('--key is missing: the public key of the operator.', 'For example: --key ~/.ssh/id_ed25519.pub');
  const text =
    identity.key === '-' ? Buffer.from(await readStdin()).toString() : readText(resolve(context.cwd, identity.key));
  if (text === null) throw failed('bad_key', `There is no file ${identity.key}, or it may not be read.`);
  if (text.includes('PRIVATE KEY'))
    throw failed(
      'bad_key',
      `${identity.key} is a private key, which stays with its owner.`,
      'Give the .pub file beside it.',
    );
  const key = keyInLine(text);
  if (key === null)
    throw failed(
      'bad_key',
      `${identity.key} holds no Ed25519 key of OpenSSH.`,
      '`ssh-keygen -t ed25519` makes one; its .pub file begins with ssh-ed25519.',
    );
  return { key, as: { ...context, identity: { ...identity, key: by ?? null } } };
}
