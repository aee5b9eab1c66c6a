// The walls of one stage: none, ours around all of it, or Claude Code's own rules with its sandbox around the commands.
import { join } from 'node:path';
import type { Permission } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type PermissionMeaning, type RunContext } from '../adapter.js';
import { isBoxed } from '../runner-config.js';
import { groundOf, without } from '../walls/ground.js';
import { writeWhole } from '../files.js';
import { NO_SANDBOX, sandboxComplaint } from './sandbox.js';
import { type Rules, type Ruled, rulesOf } from './rules.js';
import { claudeKind } from './settings.js';
import { loginFile } from './surroundings.js';

export interface Walls {
  /** As `--permission-mode` takes it. */
  mode: Rules['mode'];
  /** File with the rules, absolute; null = there are none. */
  settings: string | null;
  notes: string[];
}

const OPEN: Walls = { mode: 'bypassPermissions', settings: null, notes: [] };

/** Throws `LaunchRefused` where a stage that may write has no sandbox, before anything is paid. */
export async function wallsOf(request: StageRunRequest, context: RunContext): Promise<Walls> {
  const { permission } = request;
  if (permission === 'maximum' || isBoxed(context.config, claudeKind.name)) return OPEN;
  const complaint = permission === 'elevated' ? null : await sandboxComplaint(context);
  if (complaint !== null && permission === 'basic')
    throw new LaunchRefused('sandbox_unavailable', `${complaint}. ${NO_SANDBOX}`);
  const { mode, ...settings } = rules({ ...request, permission }, context, complaint === null);
  const file = join(context.journalDir, 'claude-settings.json');
  writeWhole(file, JSON.stringify({ ...settings, sandbox: settings.sandbox ?? undefined }));
  return { mode, settings: file, notes: complaint === null ? [] : [`${complaint}: its agent could only read.`] };
}

function rules(request: StageRunRequest & { permission: Ruled }, context: RunContext, walls: boolean): Rules {
  // Its rules know no exception within what they deny, and a tree may lie in our state.
  const needed = [context.treeDir, context.tmpDir];
  const ground = groundOf(request, context, { secret: [loginFile(context)], needed });
  const guarded = ground.guarded.flatMap((path) => without(path, ground.own));
  return rulesOf(request.permission, ground, guarded, walls);
}

const MEANINGS: Readonly<Record<Permission, string>> = {
  read_only: '--permission-mode dontAsk, commands in its sandbox where it works',
  basic: '--permission-mode acceptEdits, commands in its sandbox',
  elevated: '--permission-mode acceptEdits, commands without walls',
  maximum: '--permission-mode bypassPermissions',
};

export const permissionMeaning = (permission: Permission): PermissionMeaning => ({
  words: `Claude Code: ${MEANINGS[permission]}`,
  data: { claude_code: MEANINGS[permission] },
});

/** What its own walls leave open, in sentences. */
export async function openingsOfClaude(
  permissions: readonly Permission[],
  context: Pick<RunContext, 'workspaceDir' | 'config' | 'env'>,
): Promise<string[]> {
  if (isBoxed(context.config, claudeKind.name)) return [];
  const complaint = permissions.includes('basic') ? await sandboxComplaint(context) : null;
  return [
    ...(complaint === null ? [] : [`Stages of claude_code do not start: ${complaint}. ${NO_SANDBOX}`]),
    ...(permissions.includes('elevated') ? [ELEVATED] : []),
    ...(permissions.includes('basic') || permissions.includes('read_only') ? [LOOSE] : []),
  ];
}

const ELEVATED =
  'Stages of claude_code with the permission elevated have no walls around their commands, which can write in millrace-agents/ and read ' +
  'keys; `sandbox = "bubblewrap"` in [runners.claude_code] puts them into ours.';

const LOOSE =
  "Claude Code's own sandbox lets commands read temporary folders of others, and make new files at the top of millrace-agents/; " +
  '`sandbox = "bubblewrap"` in [runners.claude_code] is tighter.';
