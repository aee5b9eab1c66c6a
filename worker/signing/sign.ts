// How commands get their signature on the way to the server: as an operator, whose key is in a file or in ssh-agent, or as our worker.
import { KnownError } from '../../core/told-error.js';
import { type KeptOperators, readOperators } from '../../disk/store/operators.js';
import type { WorkspaceCommand } from '../commands.js';
import type { WorkspacePlace } from '../place.js';
import { agentSigners } from './agent.js';
import { fileSigner } from './private-key.js';
import { signArgs, type Signer } from './sign-args.js';

/** The command with what it needs; the same where nothing is needed. Done anew for every time that it is sent. */
export type Sign = (place: WorkspacePlace, command: WorkspaceCommand) => Promise<WorkspaceCommand>;

export interface Identity {
  env: NodeJS.ProcessEnv;
  /** File of a private key; null = `MILLRACE_KEY`, else ssh-agent. */
  key: string | null;
  /** Operator that is meant; null = the one whose key it is. */
  as: string | null;
}

class WrongKey extends KnownError {
  constructor(message: string) {
    super('bad_key', message, { hint: 'Nothing was changed. `millrace keys ls` shows who may decide.' });
  }
}

/** As an operator. Throws where a key is named that cannot be used, or is nobody's. */
export const operatorSign =
  ({ env, key, as }: Identity): Sign =>
  async (place, command) => {
    const file = key ?? (env['MILLRACE_KEY'] || null);
    const given = file === null ? null : fileSigner(file);
    const operators = readOperators(place.dirs.state);
    if (operators === null || !(operators.required || command.name === 'keys')) return command;
    const signer = given ?? (await agentSigner(env['SSH_AUTH_SOCK'], operators, as));
    if (signer === null) return command;
    const operator = operatorOf(operators, signer, as);
    const mine = { ...command, args: { ...command.args, issuer: operator } } as WorkspaceCommand;
    return { ...mine, args: await signArgs(signer, { operator, workspace: place.id }, mine) } as WorkspaceCommand;
  };

function operatorOf({ named }: KeptOperators, { key }: Signer, as: string | null): string {
  const holder = named.find((one) => one.key === key)?.name;
  if (holder === undefined) throw new WrongKey(`The key ${key} is no operator's here.`);
  if (as !== null && as !== holder) throw new WrongKey(`The key is ${holder}'s, and --as says ${as}.`);
  return holder;
}

/** The one that the agent holds; null where it holds none of an operator. */
async function agentSigner(
  socket: string | undefined,
  { named }: KeptOperators,
  as: string | null,
): Promise<Signer | null> {
  if (!socket) return null;
  const wanted = named.filter(({ name }) => as === null || name === as);
  const found = (await agentSigners(socket)).filter(({ key }) => wanted.some((one) => one.key === key));
  const [signer = null, other] = found;
  if (other === undefined) return signer;
  const names = found.map(({ key }) => named.find((one) => one.key === key)?.name ?? '').join(', ');
  throw new WrongKey(`ssh-agent holds the keys of several operators, ${names}: say with --as who decides.`);
}
