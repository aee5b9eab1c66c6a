// Which host this is: a name for people, and an id in the state home, made at first need and never again.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { HostMark } from '../../core/contracts/hosts.js';
import { homePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { moveAside } from '../../disk/foreign.js';
import { readText } from '../../disk/read.js';
import { inFolderOf } from '../../disk/way.js';
import { createOnly } from '../../disk/write.js';
import { hostName } from '../all/host.js';

export interface Host {
  id: string;
  name: string;
  /** Somebody gave it its name (`MILLRACE_HOST`): it is this host wherever its state home lies. */
  isNamed: boolean;
}

const fileOf = (home: string): string => path.join(home, homePaths.host);

/** `home`: the state home. Null: nothing was ever served from it. */
export function knownHost(home: string, env: NodeJS.ProcessEnv = process.env): Host | null {
  const id = jsonObject(readText(fileOf(home)) ?? undefined)?.['id'];
  if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return null;
  return { id, name: hostName(env), isNamed: Boolean(env['MILLRACE_HOST']) };
}

/** The same; it gets its id where it has none, and a damaged file makes way, which is said. Throws what the disk says. */
export async function hostHere(
  home: string,
  env: NodeJS.ProcessEnv = process.env,
  say: (line: string) => void = () => undefined,
): Promise<Host> {
  const known = knownHost(home, env) ?? (await made(home, env));
  if (known !== null) return known;
  const file = fileOf(home);
  inFolderOf(file, {}, (folder, name) => moveAside(folder, name));
  say(
    `${file} was damaged, and this host has a new id. The damaged file lies beside it, as ${homePaths.host}.foreign.`,
  );
  const anew = await made(home, env);
  if (anew === null)
    throw new Error(`${file} cannot be read, though it was made just now: look at its folder and disk.`);
  return anew;
}

/** Null: what is there names no host. */
async function made(home: string, env: NodeJS.ProcessEnv): Promise<Host | null> {
  const text = `${JSON.stringify({ schema: 1, id: randomBytes(8).toString('hex') })}\n`;
  await createOnly(fileOf(home), text, { mode: PRIVATE_FILE, fsync: true });
  return knownHost(home, env);
}

/** Whether somebody else's word is about this host. A name counts where both were given it; an older build did not say that. */
export const isHost = ({ id, name, isNamed }: Host, other: Pick<HostMark, 'id' | 'name' | 'named'>): boolean =>
  other.id === id || (isNamed && other.named !== false && other.name === name);
