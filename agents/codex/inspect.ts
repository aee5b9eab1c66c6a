// What can be told of Codex without a model: whether it is there and starts, whether a login is stored, whether its sandbox works.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '../../core/contracts/plan.js';
import type { AskedRun, Seen } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { readText } from '../files.js';
import { versionOf } from '../program.js';
import { NO_SANDBOX } from './classify.js';
import { liftsWalls } from './lifts-walls.js';
import type { Walled } from './profile.js';
import { sandboxComplaint } from './sandbox.js';
import { type Around, codexHome, codexProgram, noProgram, ownEnv } from './surroundings.js';
import { codexVersion, FIRST_WITH_PROFILES, knowsProfiles, tooOld } from './version.js';
import { faultsOfWalls } from './wall-probe.js';
import { OLDER_SANDBOX } from './walls.js';

export async function inspectCodex({ permissions, probe }: AskedRun, context: Around): Promise<Seen[]> {
  const program = codexProgram(context);
  if (program === null) return [{ level: 'error', code: 'runner_binary_missing', what: noProgram(context) }];
  return [
    { level: 'ok', code: 'runner_binary', what: program },
    ...(probe ? [await versionOf(program, { ...allowedEnv(context.env), ...ownEnv(context) })] : []),
    login(context),
    ...(probe ? await walls(program, context, permissions) : []),
  ];
}

/** As the interface says it. */
export async function openingsOfCodex(permissions: readonly Permission[], context: Around): Promise<string[]> {
  const program = codexProgram(context);
  if (program === null || permissions.every((permission) => permission === 'maximum')) return [];
  const version = await codexVersion(program, context);
  return knowsProfiles(version) ? [] : [tooOld(version)];
}

/** Whether a stored login is still good only a model's provider knows. */
function login(context: Around): Seen {
  const home = codexHome(context);
  const own = ownEnv(context);
  if (existsSync(join(home, 'auth.json')) || own['OPENAI_API_KEY'] || own['CODEX_API_KEY'])
    return { level: 'ok', code: 'login', what: 'a login is stored; the first stage tells whether it is still good' };
  const settings = [readText(join(home, 'config.toml')) ?? '', ...context.config.codex.extraConfig];
  if (settings.some((text) => text.includes('model_provider')))
    return { level: 'ok', code: 'login', what: 'the provider is one of your own; its login cannot be seen from here' };
  const remedy = 'Run `codex login` once, or set OPENAI_API_KEY.';
  return { level: 'warning', code: 'login_missing', what: `no login is stored in ${home}`, remedy };
}

/** Nothing where no stage has walls. */
async function walls(program: string, context: Around, permissions: readonly Permission[]): Promise<Seen[]> {
  const walled = permissions.filter((permission) => permission !== 'maximum');
  if (walled.length === 0) return [];
  const version = await codexVersion(program, context);
  if (knowsProfiles(version)) return profiles(program, context, walled);
  const remedy = `Install Codex ${FIRST_WITH_PROFILES} or newer (npm install -g @openai/codex).`;
  const old: Seen = { level: 'warning', code: 'walls_missing', what: tooOld(version), remedy };
  return [...(walled.some((one) => one !== 'elevated') ? [await sandbox(program, context, OLDER_SANDBOX)] : []), old];
}

async function profiles(program: string, context: Around, walled: readonly Walled[]): Promise<Seen[]> {
  const lifted = liftsWalls(context.config.codex);
  if (lifted !== null) return [{ level: 'error', code: 'walls_lifted', what: lifted }];
  const works = await sandbox(program, context, ['-P', ':workspace']);
  if (works.level !== 'ok') return [works];
  const found = await Promise.all(walled.map((permission) => wall(program, context, permission)));
  return [works, ...found];
}

async function wall(program: string, context: Around, permission: Walled): Promise<Seen> {
  const faults = await faultsOfWalls(context, program, permission);
  const code = 'walls';
  if (faults === null) {
    const remedy = 'Run `codex sandbox -- true` to see why.';
    return {
      level: 'warning',
      code: 'walls_unknown',
      what: `Codex did not run what tries the walls of ${permission}`,
      remedy,
    };
  }
  if (faults.length === 0) return { level: 'ok', code, what: `the walls of ${permission} stand: they were tried` };
  const remedy = 'Look for what opens them in `extra_config` of [runners.codex], and in your own config.toml of Codex.';
  return { level: 'error', code: 'walls_down', what: `behind the walls of ${permission} ${faults.join(', ')}`, remedy };
}

async function sandbox(program: string, context: Around, walls: readonly string[]): Promise<Seen> {
  const complaint = await sandboxComplaint(context, program, walls);
  if (complaint === null) return { level: 'ok', code: 'sandbox', what: 'its sandbox works here' };
  return {
    level: 'error',
    code: 'sandbox_unavailable',
    what: `Codex could start no command: ${complaint}`,
    remedy: NO_SANDBOX,
  };
}
