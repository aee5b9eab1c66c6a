// The hidden checks: each runs in a copy of its own of what the night left, so that neither agents nor other checks are in its way.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Check, Fixture } from './sets.js';

export interface Judged {
  requirement: string;
  met: boolean;
  /** The last line that a check which failed said; empty otherwise. */
  said: string;
}

export interface Left {
  /** Absolute path of the repository after the work. */
  workspace: string;
  /** The commit that the work began with. */
  base: string;
  /** A person is asked for something. */
  asked: boolean;
  env: NodeJS.ProcessEnv;
}

/** Seconds after which a check has failed. */
const LIMIT = 180;

export async function judge({ checks }: Pick<Fixture, 'checks'>, left: Left): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const check of checks) judged.push(await judgeOne(check, left));
  return judged;
}

async function judgeOne({ file, requirement }: Check, { workspace, base, asked, env }: Left): Promise<Judged> {
  const copy = mkdtempSync(path.join(tmpdir(), 'millrace-eval-check-'));
  try {
    const isOurs = (source: string): boolean => path.relative(workspace, source).split(path.sep)[0] === RUNTIME_DIR;
    cpSync(workspace, copy, { recursive: true, filter: (source) => !isOurs(source) });
    const { exitCode, stderr, timedOut } = await execa(interpreter(file), [file], {
      ...{ cwd: copy, extendEnv: false, reject: false, timeout: LIMIT * 1000, stdin: 'ignore' },
      env: { ...env, MILLRACE_EVAL_BASE: base, MILLRACE_EVAL_ASKED: asked ? 'yes' : 'no' },
    });
    const met = exitCode === 0;
    return { requirement, met, said: met ? '' : timedOut ? `not within ${LIMIT} seconds` : faultIn(stderr) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function interpreter(file: string): string {
  if (file.endsWith('.py')) return 'python3';
  return file.endsWith('.sh') ? 'sh' : process.execPath;
}

/** The line that names the error, else the last one. */
function faultIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^\w*Error/.test(line)) ?? lines.at(-1) ?? '').slice(0, 200);
}
