// Which host this is: a name for people, and an id in the state home, made at first need and never again.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
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

/** The same; it gets its id where it has none. Throws what the disk says. */
export async function hostHere(home: string, env: NodeJS.ProcessEnv = process.env): Promise<Host> {
  const text = `${JSON.stringify({ schema: 1, id: randomBytes(8).toString('hex') })}\n`;
  const known = knownHost(home, env);
  if (known !== null) return known;
  await createOnly(fileOf(home), text, { mode: PRIVATE_FILE, fsync: true });
  const made = knownHost(home, env);
  if (made === null) throw new Error(`${fileOf(home)} does not name this host: move it away, and it is made anew.`);
  return made;
}

/** Whether somebody else's word is about this host. */
export const isHost = ({ id, name, isNamed }: Host, other: { id: string; name: string }): boolean =>
  other.id === id || (isNamed && other.name === name);
