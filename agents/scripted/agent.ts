// The scripted agent: a process of its own that does what one part says, in the order a real agent would.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../../disk/read.js';
import { appendLineSync } from '../../disk/write.js';
import { REQUEST_MARK } from '../environment.js';
import { leaveEvidence } from './evidence.js';
import { fill, type Part } from './part.js';
import { putFiles, putMessage } from './put.js';

const seconds = (count: number): Promise<void> => sleep(count * 1000);

/** Gives what it wrote. */
async function play(part: Part): Promise<ReturnType<typeof putFiles>> {
  const { entry } = part;
  if (entry.spawn_child !== undefined) spawnChild(entry.sleep + entry.sleep_after + entry.spawn_child);
  await seconds(entry.sleep);
  const written = putFiles(part);
  const said = entry.run === undefined ? '' : ran(entry.run.map((word) => fill(word, part)));
  if (!entry.no_side_effects) leaveEvidence(part);
  process.stderr.write(entry.stderr);
  for (const line of entry.stdout) process.stdout.write(`${line}\n`);
  if (entry.tokens !== undefined) process.stdout.write(`{"type":"usage","input":${entry.tokens},"output":10}\n`);
  if (!entry.no_last) putMessage(part, finalMessage(part, said));
  await seconds(entry.sleep_after);
  process.exitCode = entry.exit;
  return written;
}

/** One write for each line, so that lines of agents that run at once do not mix. `at`: ms since 1970. */
function say({ logFile, node, item }: Part, event: 'start' | 'end', more: object = {}): void {
  if (logFile === null) return;
  const request = process.env[REQUEST_MARK];
  const line = { event, request, pid: process.pid, at: Date.now(), node, item: item.id, ...more };
  appendLineSync(logFile, JSON.stringify(line));
}

/** Its own journal: what it wrote, each file by the name that git gives its content; null = removed. */
const journalOf = (written: ReturnType<typeof putFiles>): object =>
  written.length === 0
    ? {}
    : { files: Object.fromEntries(written.map(({ path, text }) => [path, text === null ? null : blobName(text)])) };

function blobName(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** As a tool of a real agent, in the work tree. Gives what it printed; how it ended is no matter. */
function ran([program = '', ...args]: readonly string[]): string {
  const { stdout, error } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (error === undefined) return stdout;
  process.stderr.write(`${error.message}\n`);
  return '';
}

/** `said`: what a command printed. */
function finalMessage({ entry, success, node }: Part, said: string): string {
  return (
    entry.raw ??
    (said.trim() === '' ? null : said) ??
    `${node} was played from a script.\n\n### ${entry.marker ?? success}\n`
  );
}

/** In a session of its own, as tools of real agents are. */
function spawnChild(lifetime: number): void {
  spawn('sleep', [String(lifetime)], { detached: true, stdio: 'ignore' }).unref();
}

const [, , partFile = ''] = process.argv;
try {
  const part = JSON.parse(readText(partFile) ?? '') as Part;
  say(part, 'start');
  say(part, 'end', journalOf(await play(part)));
} catch (error) {
  process.stderr.write(`scripted agent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
