// `host`: memory of the agent hosts, the processes that stay when the worker dies.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endAgent } from '../../agents/host/end.js';
import { ensureHost } from '../../agents/host/ensure.js';
import { type Journal, openJournal, readHost } from '../../agents/host/journal.js';
import { SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { memory } from '../process.js';

const HOSTS = 20;
/** Longer than the measurement; they are ended after it. */
const AGENT = ['sleep', '60'];
const still = (): void => undefined;

export async function host(): Promise<Table[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'millrace-figures-'));
  const journals: Journal[] = [];
  try {
    for (let number = 1; number <= HOSTS; number += 1) journals.push(await startHost(root, `request-${number}`));
    await sleep(500);
    return [tableOf(journals.map((journal) => memory(readHost(journal)?.pid ?? 0)))];
  } finally {
    for (const journal of journals) {
      await endAgent({ journal, why: 'cancelled', stopSignal: 'SIGTERM', graceMs: 1000, beat: still });
    }
    rmSync(root, { recursive: true, force: true });
  }
}

async function startHost(root: string, request: string): Promise<Journal> {
  const journal = openJournal(path.join(root, 'state'), request);
  const treeDir = path.join(root, 'workspace');
  mkdirSync(treeDir, { recursive: true });
  const launch = () =>
    Promise.resolve({ argv: AGENT, env: { PATH: process.env['PATH'] ?? '' }, stdin: null, notes: [] });
  const files = { stdoutFile: path.join(journal.dir, 'out'), stderrFile: path.join(journal.dir, 'err') };
  await ensureHost({ journal, treeDir, ...files, foreground: false, launch, beat: still });
  return journal;
}

function tableOf(found: { rss: number; pss: number }[]): Table {
  const note = `Memory of one agent host, in kB, with ${HOSTS} at once. PSS counts what several processes share once.`;
  const rows = [
    ['PSS', ...spread(found.map(({ pss }) => pss))],
    ['RSS', ...spread(found.map(({ rss }) => rss))],
  ];
  return { title: 'host', note, headers: ['kB', ...SPREAD_HEADERS], rows };
}
