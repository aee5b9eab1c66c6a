// Who asks, why, and under which id: what every command that is sent to a workspace carries.
import type { Issued } from '../core/contracts/commands.js';
import type { Context } from './context.js';

export const issuedBy = (context: Context, { reason }: { reason: string }): Issued => ({
  commandId: context.commandId(),
  issuer: context.issuer,
  reason,
});
