// The private folder of one Pi: the user's login and models by links, settings of ours. The user's own folder stays as it is.
import { existsSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Needs, RunContext } from '../adapter.js';
import { readText, writeWhole } from '../files.js';
import { type Around, userFolder } from './surroundings.js';

/** A new login goes through the link into the user's file, as Pi's own renewal of one does. */
const LINKED = ['auth.json', 'models.json'];

/** Absolute path of the folder. Made again for the same request it is the same. */
export function privateFolder(request: StageRunRequest, context: Around & Pick<RunContext, 'journalDir'>): string {
  const folder = join(context.journalDir, 'pi');
  const user = userFolder(context);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of LINKED) link(join(user, name), join(folder, name));
  const settings = piSettings(readText(join(user, 'settings.json')), request.silenceSeconds);
  writeWhole(join(folder, 'settings.json'), JSON.stringify(settings));
  return folder;
}

/** What is behind its links too: a login that is renewed is written in place. */
export function neededByPi(folder: string, around: Around): Needs {
  const user = userFolder(around);
  return { read: [join(user, 'models.json')], write: [folder, join(user, 'auth.json')] };
}

function link(target: string, path: string): void {
  if (!existsSync(target) || linksTo(path) === target) return;
  symlinkSync(target, path);
}

function linksTo(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/**
 * Pure. The user's settings, without what would bring code in, and with ours: no tries and no pauses of Pi's own, one end
 * for one prompt. `user`: text of the user's file, or null. A provider that does not answer at all is given up shortly
 * before our clock of silence would end the stage: that is the provider's failure and not the agent's.
 */
export function piSettings(user: string | null, silenceSeconds: number): Record<string, unknown> {
  const { packages: _packages, extensions: _extensions, ...kept } = jsonObject(user ?? undefined) ?? {};
  const timeout = silenceSeconds === 0 ? {} : { timeoutMs: silenceSeconds * 900 };
  return {
    ...kept,
    retry: { enabled: false, provider: { maxRetries: 0, ...timeout } },
    compaction: { enabled: false },
  };
}
