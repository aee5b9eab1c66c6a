// One repository through its night, with the commands that a user would give; what came of it is read as a user reads it.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import { EXIT } from '../../core/exit.js';
import { jsonLines, jsonObject } from '../../core/json-lines.js';
import { packageRoot } from '../../disk/package-root.js';
import { judge, type Judged } from './judge.js';
import { laidOut } from './lay-out.js';
import { type Night, scriptOf } from './nights.js';
import type { Fixture } from './sets.js';

export interface Asked {
  runner: string;
  mode: string;
  /** Absolute path of a configuration that takes the place of `millrace.toml`; null = what `init` writes. */
  config: string | null;
  night: Night;
  maxStages: number;
}

export interface Played {
  name: string;
  judged: Judged[];
  /** What became of the root; `none`: nothing was ever to be judged. */
  root: string;
  /** Something needs a person. */
  asked: boolean;
  /** Stage runs; agents that were asked a second time for the form are counted apart. */
  stages: number;
  chances: number;
  tokens: number;
  seconds: number;
  /** Absolute path of the repository after the work. */
  workspace: string;
}

export const MAIN = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');

/** `folder`: absolute; a new one is made in it. `env`: with the state home. Throws when a command fails that has to succeed. */
export async function play(fixture: Fixture, asked: Asked, folder: string, env: NodeJS.ProcessEnv): Promise<Played> {
  const place = path.join(folder, fixture.name);
  const workspace = path.join(place, 'repository');
  const base = await laidOut(fixture, workspace, env);
  const millrace = commands(workspace, { ...env, ...scripted(fixture, asked, place) });
  // What is judged are the files of the repository itself.
  await millrace('init', '--mode', asked.mode, '--trees', 'in_place');
  const idea = path.join(place, `${fixture.name}.md`);
  cpSync(fixture.idea, idea);
  await millrace('add-idea', idea);
  const began = performance.now();
  const config = asked.config === null ? [] : ['--config', asked.config];
  const ended = await millrace('run', ...config, '--until', 'idle', '--max-stages', String(asked.maxStages));
  const seconds = (performance.now() - began) / 1000;
  writeFileSync(path.join(place, 'run.txt'), ended);
  const { needsYou } = (await dataOf(millrace('status', '--json'))) as { needsYou: unknown[] };
  const isAsked = needsYou.length > 0;
  const judged = await judge(fixture, { workspace, base, asked: isAsked, env });
  return { name: fixture.name, judged, ...(await factsOf(workspace, millrace)), asked: isAsked, seconds, workspace };
}

/** Nothing, where agents are real ones. */
function scripted(fixture: Fixture, { runner, night }: Asked, place: string): NodeJS.ProcessEnv {
  if (runner !== SCRIPTED_RUNNER) return {};
  const file = path.join(place, 'script.json');
  writeFileSync(file, JSON.stringify(scriptOf(fixture, night)));
  return { MILLRACE_SCRIPT: file };
}

type Millrace = (...args: string[]) => Promise<string>;

/** Ends that say something of the work, and not of the command. */
const ENDS: readonly unknown[] = [EXIT.done, EXIT.notApplied, EXIT.workLeft, EXIT.blocked, EXIT.needsYou];

const commands =
  (cwd: string, env: NodeJS.ProcessEnv): Millrace =>
  async (...args) => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, ...args], {
      ...{ cwd, env, extendEnv: false, reject: false, stdin: 'ignore' },
    });
    if (ENDS.includes(exitCode)) return stdout;
    throw new Error(`\`millrace ${args.join(' ')}\` ended with ${exitCode}: ${stderr || stdout}`);
  };

type Facts = Pick<Played, 'root' | 'stages' | 'chances' | 'tokens'>;

async function factsOf(workspace: string, millrace: Millrace): Promise<Facts> {
  const events = jsonLines(readFileSync(path.join(workspace, RUNTIME_DIR, runtimePaths.events), 'utf8'));
  const count = (type: string): number => events.filter((event) => event['event_type'] === type).length;
  const { closures } = (await dataOf(millrace('closures', 'ls', '--all', '--json'))) as {
    closures: { state: string }[];
  };
  const [root] = closures;
  const { total } = (await dataOf(millrace('usage', '--json'))) as { total: { total: number } };
  const chances = count('stage_asked_again');
  return { root: root?.state ?? 'none', stages: count('stage_completed'), chances, tokens: total.total };
}

const dataOf = async (answer: Promise<string>): Promise<unknown> => jsonObject(await answer)?.['data'];
