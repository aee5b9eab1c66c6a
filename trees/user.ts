// What the user configured: what signs, for all of his repositories and by nothing that one of them says; and his name, as git knows it where
// he works.
import { existsSync } from 'node:fs';
import { git } from '../checkpoints/git.js';
import { orNull } from '../checkpoints/git-ended.js';
import { own } from '../core/own.js';
import { ourPlace, type TreesPlace } from './place.js';
import type { UserRepository } from './repository.js';

/** Variables by which a program that signs finds keys and agents. */
const SIGNING = [
  'HOME',
  'XDG_CONFIG_HOME',
  'GNUPGHOME',
  'SSH_AUTH_SOCK',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
] as const;

/** Of the environment of whoever asks. */
export function signingEnvironment({ env = process.env }: TreesPlace): Record<string, string> {
  return Object.fromEntries(SIGNING.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** Null: it is not set. */
export async function userSetting(place: TreesPlace, key: string): Promise<string | null> {
  return (await userSettings(place)).get(key.toLowerCase()) ?? null;
}

/** As `settingsIn` gives them. */
export async function userSettings(place: TreesPlace): Promise<ReadonlyMap<string, string>> {
  const home = signingEnvironment(place);
  // Which file that is decides git, by HOME; ours, which hides it, does not count here. Two files are read in this order.
  const env = { ...home, GIT_CONFIG_COUNT: '0' };
  const read = (file: string): Promise<Buffer> =>
    git({ ...ourPlace(place), asked: '/dev/null' }, ['config', '--file', file, '--includes', '-z', '--list'], {
      env,
      cwd: '/',
    });
  const there = filesOf(home).filter((file) => existsSync(file));
  const all = await Promise.all(there.map((file) => orNull(read(file))));
  return settingsIn(all.map((text) => text?.toString('utf8') ?? '').join(''));
}

/** Git's own variables for where it looks for settings. */
const PLACES = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'] as const;
const NAMES = String.raw`^(user|author|committer)\.(name|email)$`;

/** For a git that finds what the user configured, and nothing of what ours is told besides. */
export function asUser(place: TreesPlace): Record<string, string | undefined> {
  const { env = process.env } = place;
  const places = Object.fromEntries(PLACES.map((name) => [name, env[name]]));
  return { ...signingEnvironment(place), ...places, GIT_CONFIG_COUNT: '0' };
}

/**
 * What git says of names in the user's checkout, whatever file it takes that from; where it cannot be asked, what he set for all. To read a
 * setting starts no program.
 */
export async function nameSettings(place: TreesPlace, { own }: UserRepository): Promise<ReadonlyMap<string, string>> {
  const call = { env: asUser(place), cwd: own, ends: [0, 1] };
  const said = await orNull(git({ ...ourPlace(place), asked: own }, ['config', '-z', '--get-regexp', NAMES], call));
  return said === null ? userSettings(place) : settingsIn(said.toString('utf8'));
}

/** Of what git lists with `-z`. By key, its first and last part in small letters; the last value of each. */
export const settingsIn = (list: string): ReadonlyMap<string, string> =>
  new Map(list.split('\0').filter(Boolean).map(pairOf));

const filesOf = ({ HOME, XDG_CONFIG_HOME }: Record<string, string>): string[] =>
  HOME === undefined ? [] : [`${XDG_CONFIG_HOME ?? `${HOME}/.config`}/git/config`, `${HOME}/.gitconfig`];

/** Without a value it is a switch that is on. */
function pairOf(entry: string): [string, string] {
  const end = entry.indexOf('\n');
  return end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
}

/** Whether a switch is on. */
export const isOn = (value: string | undefined): boolean => /^(?:true|yes|on|1)$/i.test(value ?? '');

export interface Person {
  name: string;
  email: string;
}

/** Who commits where nobody says. */
export const NOBODY: Person = { name: 'millrace', email: 'millrace@localhost' };

/** Null: the user has no name for git. Its variables of whoever asks come first, as with git. */
export function personIn(
  settings: ReadonlyMap<string, string>,
  role: 'author' | 'committer',
  env: NodeJS.ProcessEnv = {},
): Person | null {
  const [name, email] = ['name', 'email'].map(
    (key) =>
      own(env, `GIT_${role}_${key}`.toUpperCase()) ?? settings.get(`${role}.${key}`) ?? settings.get(`user.${key}`),
  );
  return name === undefined || email === undefined || name === '' || email === '' ? null : { name, email };
}

/** Options for git, before its command: what signs, as the user says; null: commits are not signed. */
export function signingOptions(settings: ReadonlyMap<string, string>): string[] | null {
  if (!isOn(settings.get('commit.gpgsign'))) return null;
  const keys = [...settings].filter(([key]) => key.startsWith('gpg.') || key === 'user.signingkey');
  return keys.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}
