// `logs --worker|--server`: what our own processes say, from their files in the state folder.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { followLog, type FollowedLog } from '../../read/log-file.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { notFound } from '../errors.js';
import { leaving } from './leaving.js';

const POLL_MS = 250;

export interface OwnLog {
  follow?: boolean | undefined;
  /** Lines as they are in the file. */
  raw?: boolean | undefined;
  /** How many of the last lines; default 100. */
  lines?: number | undefined;
}

const LINES = 100;

/** Exit 4 where there is none, unless one is waited for. */
export async function ownLog(context: Context, which: 'worker' | 'server', asked: OwnLog): Promise<Result> {
  const file = await fileOf(context, which);
  const log = followLog(file, asked.lines ?? LINES);
  const words = which === 'worker' && asked.raw !== true ? workerWords : (line: string): string => line;
  if (asked.follow !== true) {
    if (!log.isThere) throw notFound(`There is no log of the ${which} at ${file}.`, NEXT[which]);
    return { data: { file, lines: log.first }, lines: log.first.map(words) };
  }
  await followed(context, log, words);
  return { data: { file }, lines: [] };
}

const NEXT = {
  worker: '`millrace up` starts a worker that keeps one; a `millrace run` says it where it was started.',
  server: '`millrace server start` starts the embedded server; of another server whoever runs it has the log.',
};

async function fileOf(context: Context, which: 'worker' | 'server'): Promise<string> {
  const [{ stateHome }, { serverFiles }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/server/record.js'),
  ]);
  const home = stateHome(context.env);
  if (which === 'server') return serverFiles(home).log;
  return join(home, readWorkspaceId(findWorkspace(context)) ?? '', statePaths.workerLog);
}

/** Until the reader leaves. */
async function followed(context: Context, log: FollowedLog, words: (line: string) => string): Promise<void> {
  const signal = leaving();
  for (let lines = log.first; ; lines = log.next()) {
    for (const line of lines) context.say(words(line));
    if (signal.aborted) return;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** An entry as a line: when, how grave where it is more than news, and what. A line that is none stays as it is. */
export function workerWords(line: string): string {
  const entry = jsonObject(line);
  if (typeof entry?.['message'] !== 'string') return line;
  const { at, level, message } = entry;
  const grave = typeof level === 'string' && level !== 'INFO' ? `${level} ` : '';
  return `${typeof at === 'string' ? `${at} ` : ''}${grave}${message}`;
}
