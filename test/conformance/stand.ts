// Where runs are replayed: one temporary folder with one state home, and so one embedded server, for all of them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SCRIPT_VARIABLE } from '../../agents/scripted/adapter.js';
import { stopEmbedded } from '../../worker/server/embedded.js';
import { shareBinary } from '../../bench/share-binary.js';

const silent = (): void => undefined;

export interface Stand {
  /** Folder for the workspace of one run. */
  folder(name: string): string;
  /** Ends the server and removes everything. */
  close(): Promise<void>;
}

/**
 * Points this process's environment at the stand: a user's own server and state stay untouched. Throws `ServerError`
 * when there is no usable `temporal` binary.
 */
export async function openStand(): Promise<Stand> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-conformance-')));
  const home = path.join(root, 'state');
  await shareBinary(home);
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('TEMPORAL_'))) delete process.env[name];
  process.env['MILLRACE_STATE_HOME'] = home;
  let runs = 0;
  return {
    folder(name) {
      runs += 1;
      const folder = path.join(root, `${runs}-${name}`);
      mkdirSync(folder);
      return folder;
    },
    async close() {
      await stopEmbedded(home, silent);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Every stage of this process is played from this file from now on. */
export const playFrom = (script: string): void => void (process.env[SCRIPT_VARIABLE] = script);
