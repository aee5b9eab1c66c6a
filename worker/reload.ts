// Makes a newly compiled plan the active one of a workspace, without a restart. Nothing is shown before the workspace agreed.
import { randomUUID } from 'node:crypto';
import type { CommandTo } from '../core/contracts/command-table.js';
import type { Answer, Issued } from '../core/contracts/commands.js';
import { planArgs } from '../core/plan/plan-args.js';
import { spendArgs } from '../core/plan/spend-args.js';
import type { CommandOptions } from './commands.js';
import { sendCommand } from './commands.js';
import { type WorkspacePlace, workspacePlace } from './place.js';
import type { Published } from './publish.js';
import { showPlan, storePlan } from './publish.js';
import { rehearse } from './rehearse.js';
import { operatorArgs } from './signing/operator-args.js';
import { treeArgs } from './tree-lanes.js';

/** Throws what `sendCommand` throws; then the workspace goes on with the plan it has. */
export async function reload(
  workspaceDir: string,
  published: Published,
  issued: Omit<Issued, 'commandId'>,
  options: CommandOptions,
): Promise<Answer> {
  const place = await workspacePlace(workspaceDir);
  await storePlan(place, published);
  const answer = await sendCommand(workspaceDir, await commandFor(place, published, issued), options);
  if (answer.ok) await showPlan(place, published);
  return answer;
}

/** What the workspace would answer; nothing is stored. */
export const wouldReload = async (
  workspaceDir: string,
  published: Published,
  issued: Omit<Issued, 'commandId'>,
  options: CommandOptions,
): Promise<Answer> =>
  rehearse(workspaceDir, await commandFor(await workspacePlace(workspaceDir), published, issued, false), options);

async function commandFor(
  place: WorkspacePlace,
  { named, config }: Published,
  issued: Omit<Issued, 'commandId'>,
  keepsKey = true,
): Promise<CommandTo<'reload'>> {
  const told = { ...planArgs(named), ...spendArgs(config, Date.now()), ...operatorArgs(config, place, keepsKey) };
  const trees = await treeArgs(config, place, named);
  return { name: 'reload', args: { commandId: randomUUID(), ...issued, ...told, ...trees } };
}
