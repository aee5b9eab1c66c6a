// The suite that judges runners: each case with the real program, in a folder of its own, a few at once.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Case } from './case.js';
import { judge, type Verdict } from './judge.js';
import { play, type Stand } from './play.js';
import { startModelServer } from './model-server/server.js';

export interface Judged extends Verdict {
  name: string;
  about: string;
  seconds: number;
  /** That it used, as its program tells; null = it tells none, or was not played. */
  tokens: number | null;
}

export interface SuiteOptions extends Omit<Stand, 'server'> {
  against: 'stub' | 'live';
  /** How many are played at once; default 3. */
  atOnce?: number;
  /** Called as each is judged. */
  each?: (judged: Judged) => void;
}

/** In the order of the cases; broken off, those that were judged before. Leaves no folder and no agent behind. */
export async function runSuite(cases: readonly Case[], options: SuiteOptions): Promise<Judged[]> {
  const server = options.against === 'stub' ? await startModelServer() : null;
  const root = folderOfItsOwn(options.env);
  const judged: Judged[] = [];
  const isBrokenOff = (): boolean => options.signal?.aborted === true;
  const waiting = cases.map((one, at) => ({ one, at }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !isBrokenOff(); next = waiting.shift()) {
      const one = await judgedCase(next.one, { ...options, server }, join(root, String(next.at)));
      if (isBrokenOff()) return;
      judged[next.at] = one;
      options.each?.(one);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.atOnce ?? 3 }, worker));
    return Object.values(judged);
  } finally {
    await server?.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Not where all programs have their temporary files: walls hide what lies there, and others make and remove it meanwhile. */
function folderOfItsOwn(env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'millrace-suite-'));
}

async function judgedCase(one: Case, stand: Stand, root: string): Promise<Judged> {
  const began = Date.now();
  const came = await verdictOn(one, stand, root).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    return { verdict: 'fail', why: `the case could not be played: ${why}`, tokens: null } as const;
  });
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  return { name: one.name, about: one.about, ...came, seconds: Math.round((Date.now() - began) / 100) / 10 };
}

async function verdictOn(one: Case, stand: Stand, root: string): Promise<Verdict & Pick<Judged, 'tokens'>> {
  if (stand.server === null && one.live === undefined)
    return { verdict: 'cannot apply', why: 'it needs a model server of ours: --against stub', tokens: null };
  const seen = await play(one, stand, root);
  if (typeof seen === 'string') return { verdict: 'cannot apply', why: seen, tokens: null };
  return { ...judge(one, seen, stand.server === null), tokens: seen.raw.usage?.total ?? null };
}
