// What a step of the screen asks of the world by calling the command line, and how its answer comes back as news.
import { basename } from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import type { Finding, WorkspaceRow } from '../model/facts.js';
import type { Effect, News } from '../model/update.js';
import { answerOf, call, linesOf } from './command.js';

export interface Caller {
  env: NodeJS.ProcessEnv;
  tell(news: News): void;
}

export async function send({ env, tell }: Caller, { args, line }: Extract<Effect, { do: 'send' }>): Promise<void> {
  tell({ is: 'answer', line, answer: answerOf(await call(args, env)) });
}

export async function read({ env, tell }: Caller, { of, title, args }: Extract<Effect, { do: 'read' }>): Promise<void> {
  // Each command is as wide as it likes: the screen folds what it says.
  tell({ is: 'text', of, title, lines: linesOf(await call(args, env)) });
}

/** Without starting any program. */
export async function check({ env, tell }: Caller, dir: string): Promise<void> {
  const { stdout } = await call(['-w', dir, 'doctor', '--no-probe', '--json'], env);
  const findings = listIn(stdout, 'findings') as Finding[] | null;
  tell({ is: 'findings', findings: findings ?? [NOT_LOOKED] });
}

const NOT_LOOKED: Finding = {
  ...{ group: 'doctor', level: 'warning', code: 'no_answer', what: 'doctor gave no answer' },
  remedy: '`millrace doctor` says why.',
};

/** Those that were named stand first. */
export async function listWorkspaces({ env, tell }: Caller, named: readonly string[]): Promise<void> {
  const { stdout } = await call(['workspaces', 'ls', '--json'], env);
  const known = (listIn(stdout, 'workspaces') ?? []) as WorkspaceRow[];
  const first = named.map((folder) => known.find((one) => one.folder === folder) ?? unknown(folder));
  const others = known.filter(({ folder }) => folder === null || !named.includes(folder));
  tell({ is: 'workspaces', workspaces: [...first, ...others].slice(0, MOST) });
}

const MOST = 1000;

const unknown = (folder: string): WorkspaceRow => ({
  ...{ id: basename(folder), folder, state: 'named', queued: null, blocked: null, needsYou: null },
});

function listIn(json: string, name: 'findings' | 'workspaces'): unknown[] | null {
  const data = jsonObject(json.trim())?.['data'] as Record<string, unknown> | undefined;
  const list = data?.[name];
  return Array.isArray(list) ? list : null;
}
