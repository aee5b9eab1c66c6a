// How a command of the CLI is sent: what is said meanwhile, and who signs it.
import type { CommandOptions } from '../worker/commands.js';
import type { Context } from './context.js';

/** Signed as `--key`, `MILLRACE_KEY` or ssh-agent say, where the workspace asks for it. */
export const sending = ({ env, identity, note }: Context, timeoutMs: number): CommandOptions => ({
  timeoutMs,
  say: note,
  sign: async (place, command) =>
    (await import('../worker/signing/sign.js')).operatorSign({ env, ...identity })(place, command),
});
