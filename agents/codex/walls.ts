// The walls around the commands of one stage: a permission profile of ours, or the older sandbox of a Codex that knows none.
import { dirname, join } from 'node:path';
import type { Permission } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type PermissionMeaning, type RunContext } from '../adapter.js';
import { type WalledGround, groundOf } from '../walls/ground.js';
import { idleBehindProfile, liftsWalls } from './lifts-walls.js';
import { profileArguments, profileName, profileOf, type Walled } from './profile.js';
import { type Around, codexHome } from './surroundings.js';
import { codexVersion, FIRST_WITH_PROFILES, knowsProfiles, tooOld } from './version.js';

/** What a permission means to a Codex without profiles; `maximum` means the same to every Codex. */
const OLDER_FLAGS: Readonly<Record<Permission, readonly string[]>> = {
  read_only: ['--sandbox', 'read-only'],
  basic: ['--sandbox', 'workspace-write'],
  elevated: ['--sandbox', 'danger-full-access', ...neverAsk()],
  maximum: ['--dangerously-bypass-approvals-and-sandbox'],
};

/** Named, because without it a user's `danger-full-access` would be tried, which is no sandbox. */
export const OLDER_SANDBOX: readonly string[] = ['-c', 'sandbox_mode="workspace-write"'];

/** Of Codex's home, what tells of other work, or holds keys. The rest its commands may need: skills, tools, shell snapshots. */
const SECRETS = ['auth.json', '.credentials.json', 'config.toml', 'sessions', 'archived_sessions', 'history.jsonl'];

export interface Walls {
  /** Arguments of `codex exec`. */
  argv: string[];
  /** Arguments of `codex sandbox` for a command in the same walls; null = there are none. */
  sandbox: readonly string[] | null;
  /** Variables for the commands of the stage, beside its mark. */
  commandEnv: Record<string, string>;
  /** Sentences for the notes of the stage's result. */
  notes: string[];
}

/** Throws `LaunchRefused` where the configuration would take the walls away. `program`: Codex, absolute. */
export async function wallsOf(request: StageRunRequest, context: RunContext, program: string): Promise<Walls> {
  const { permission } = request;
  const plain: Walls = { argv: [...OLDER_FLAGS[permission]], sandbox: null, commandEnv: {}, notes: [] };
  if (permission === 'maximum') return plain;
  const version = await codexVersion(program, context);
  if (knowsProfiles(version)) return behindProfile({ ...request, permission }, context, program);
  const older = { ...plain, notes: [tooOld(version)] };
  return permission === 'elevated'
    ? older
    : {
        ...older,
        argv: [...plain.argv, ...olderNetwork(request)],
        sandbox: OLDER_SANDBOX,
      };
}

function behindProfile(request: StageRunRequest & { permission: Walled }, context: RunContext, program: string): Walls {
  const lifted = liftsWalls(context.config.codex);
  if (lifted !== null) throw new LaunchRefused('runner_misconfigured', lifted);
  const { permission } = request;
  const ground = stoodOn(request, context, program);
  const profile = profileArguments(profileName(request.requestId), profileOf(permission, ground));
  const idle = idleBehindProfile(context.config.codex);
  return {
    argv: [...profile, ...neverAsk()],
    sandbox: inProfile(context, profileName(request.requestId), profile),
    commandEnv: permission === 'elevated' ? {} : { TMPDIR: context.tmpDir },
    notes: [...(idle === null ? [] : [idle]), ...(permission === 'elevated' ? [] : seenThrough(ground))],
  };
}

/** Arguments of `codex sandbox` for a command behind the walls of a permission. `requestId`: of the stage. */
export function profileWalls(asked: Asked & { requestId: string }, context: Place, program: string): string[] {
  const name = profileName(asked.requestId);
  const profile = profileOf(asked.permission, stoodOn(asked, context, program));
  return inProfile(context, name, profileArguments(name, profile));
}

const inProfile = ({ treeDir }: Place, name: string, profile: string[]): string[] => [
  ...['-P', name, '-C', treeDir],
  ...profile,
];

type Asked = Parameters<typeof groundOf>[0] & { permission: Walled };
type Place = Parameters<typeof groundOf>[1] & Around;

function stoodOn(asked: Asked, context: Place, program: string): WalledGround {
  const home = codexHome(context);
  const more = { secret: SECRETS.map((name) => join(home, name)), needed: [home, dirname(dirname(program))] };
  return groundOf(asked, context, more);
}

/** What the walls cannot hide whole, because something lies there that the stage has to read. */
const seenThrough = ({ open, partly }: WalledGround): string[] => [
  ...open.map((folder) => `${folder} can be read behind the walls: something that the stage needs lies in it.`),
  ...partly.map(
    (folder) =>
      `What comes into ${folder} while the stage runs can be read behind its walls: something that the stage needs lies there.`,
  ),
];

/** How Codex is asked for a permission, and how one that knows no profiles is. */
export function permissionMeaning(permission: Permission): PermissionMeaning {
  const older = OLDER_FLAGS[permission];
  if (permission === 'maximum') return { words: `Codex: ${older.join(' ')}`, data: { codex: older, older: null } };
  const flags = ['-c', 'default_permissions="millrace_…"'];
  return {
    words: `Codex: ${flags.join(' ')}; before ${FIRST_WITH_PROFILES}: ${older.join(' ')}`,
    data: { codex: flags, older: { before: FIRST_WITH_PROFILES, flags: older } },
  };
}

/** Else a user's own setting may have another model decide what leaves the walls. */
function neverAsk(): string[] {
  return ['-c', 'approval_policy="never"'];
}

/** A stage that asks for the network runs only when it may have it; its sandbox knows none otherwise. */
const olderNetwork = ({ permission, capabilities }: StageRunRequest): string[] =>
  permission === 'basic' && capabilities?.['network.access'] !== undefined
    ? ['-c', 'sandbox_workspace_write.network_access=true']
    : [];
