// Hands a message to a program of the operator. One that ends with 0 has taken it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDER } from '../../core/ground/programs.js';
import { Undelivered } from './undelivered.js';

/** Of what it says on stderr, in bytes. */
const MOST_SAID = 1000;
/** Exit codes of `timeout`: it ended the program, by itself or with the whole group. */
const LATE = [124, 137];
const NOT_THERE = 127;
const LAST_WORDS_MS = 200;

/**
 * The message comes on standard input, and in the variables. The program runs in the user's home, where agents leave nothing. `timeout` of
 * the system ends it with all that it started, also when the one who waits for it has been killed meanwhile. Throws `Undelivered`.
 */
export async function handOver(
  command: readonly [string, ...string[]],
  { body, variables, seconds }: { body: string; variables: Record<string, string>; seconds: number },
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const [name] = command;
  const child = spawn(ENDER, ['--signal=KILL', `${seconds}s`, ...command], {
    ...{ cwd: env['HOME'] || homedir(), env: { ...env, ...variables }, signal, killSignal: 'SIGTERM' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString('utf8', 0, MOST_SAID - said.length)));
  // Who does not read it need not.
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new Undelivered(`${name} could not be run: ${error.message}`)));
    child.once('exit', resolve);
  });
  // What it left running may hold its output open for ever.
  await Promise.race([once(child, 'close'), sleep(LAST_WORDS_MS)]);
  child.stderr.destroy();
  if (code !== 0) throw new Undelivered(refusal(name, code, seconds, said));
}

function refusal(name: string, code: number | null, seconds: number, said: string): string {
  if (code === null || LATE.includes(code)) return `${name} did not end within ${seconds} s, and was ended`;
  const why = code === NOT_THERE ? 'is not there' : `ended with ${code}`;
  return `${name} ${why}${said.trim() === '' ? '' : `: ${said.trim()}`}`;
}
