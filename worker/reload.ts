// Makes a newly compiled plan the active one of a workspace, without a restart. Nothing is shown before the workspace agreed.
import { randomUUID } from 'node:crypto';
import type { Answer } from '../core/contracts/commands.js';
import { planArgs } from '../core/plan/plan-args.js';
import { spendArgs } from '../core/plan/spend-args.js';
import type { CommandOptions } from './commands.js';
import { sendCommand } from './commands.js';
import { workspacePlace } from './place.js';
import type { Published } from './publish.js';
import { showPlan, storePlan } from './publish.js';

/** Throws what `sendCommand` throws; then the workspace goes on with the plan it has. */
export async function reload(
  workspaceDir: string,
  published: Published,
  { issuer, reason }: { issuer: string; reason: string },
  options: CommandOptions,
): Promise<Answer> {
  const place = await workspacePlace(workspaceDir);
  await storePlan(place, published);
  const told = { ...planArgs(published.named), ...spendArgs(published.config, Date.now()) };
  const args = { commandId: randomUUID(), issuer, reason, ...told };
  const answer = await sendCommand(workspaceDir, { name: 'reload', args }, options);
  if (answer.ok) await showPlan(place, published);
  return answer;
}
