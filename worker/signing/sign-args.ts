// Signs the arguments of a command. Whoever sends commands (CLI, MCP, a program of yours) makes a signer once, from a key file
// (`private-key.ts`) or from ssh-agent (`agent.ts`), and signs each command just before it is sent:
//   const signer = fileSigner('/home/alice/.ssh/id_ed25519');
//   const args = await signArgs(signer, { operator: 'alice', workspace: id }, { name: 'pause', args: { commandId, issuer: 'alice', reason } });
// A signature counts for some minutes only, so a command that is sent again later is signed again, under its first id.
import type { CommandName, CommandTo } from '../../core/contracts/command-table.js';
import type { Signed } from '../../core/contracts/commands.js';
import { signedText } from '../../core/operators/canonical.js';

export interface Signer {
  /** Its public key, as a configuration names it. */
  key: string;
  /** Ed25519 over the text in UTF-8: 64 bytes. */
  sign(text: string): Promise<Uint8Array>;
}

/** The arguments with the signature. `by`: who signs, for which workspace. Throws what the signer throws. */
export async function signArgs<N extends CommandName>(
  signer: Signer,
  by: Pick<Signed, 'operator' | 'workspace'>,
  { name, args }: CommandTo<N>,
): Promise<CommandTo<N>['args']> {
  const whole = { ...by, at: new Date().toISOString() };
  const signature = await signer.sign(signedText({ name, args, by: whole }));
  return { ...args, signed: { ...whole, signature: Buffer.from(signature).toString('base64') } };
}
