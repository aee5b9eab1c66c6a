// The embedded server as a person meets it: found again, restarted after a kill with its data and ports, ended, refused with a reason.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { shareBinary } from '../../bench/share-binary.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { chooseServer } from '../../worker/server/choose.js';
import { openClient } from '../../worker/server/connect.js';
import { embeddedStatus, startEmbedded, stopEmbedded } from '../../worker/server/embedded.js';
import { freePort } from '../../worker/server/ports.js';
import type { ServerRecord } from '../../worker/server/record.js';
import { readRecord, serverFiles, writeRecord } from '../../worker/server/record.js';
import { quick, slow } from '../support/tier.js';

let home: string;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(async () => {
  said = [];
  home = mkdtempSync(join(tmpdir(), 'millrace-server-'));
  await shareBinary(home);
});
afterEach(async () => {
  await stopEmbedded(home, say);
  rmSync(home, { recursive: true, force: true });
});

const portsOf = ({ port, uiPort, httpPort }: ServerRecord) => ({ port, uiPort, httpPort });

async function killNine(server: ServerRecord): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => isAlive(server)).toBe(false);
}

/** Stopped threads answer nothing; one that still runs may answer once more. */
async function hang(server: ServerRecord): Promise<void> {
  process.kill(server.pid, 'SIGSTOP');
  const tasks = `/proc/${server.pid}/task`;
  const stateOf = (task: string) => /^State:\s+(\S)/m.exec(readFileSync(join(tasks, task, 'status'), 'utf8'))?.[1];
  const states = () => readdirSync(tasks).map(stateOf);
  await expect.poll(() => [...new Set(states())]).toEqual(['T']);
}

/** Processes whose command line names the database of this state home. */
async function serversOnDatabase(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat,args']);
  const lines = stdout.split('\n').filter((line) => line.includes(serverFiles(home).database));
  return lines.filter((line) => !line.startsWith('Z')).length;
}

/** Pid of the server that another process, running the built program, started or found. */
async function startedByAnother(): Promise<number> {
  const program = new URL('../../dist/worker/server/embedded.js', import.meta.url).href;
  const code = `const { startEmbedded } = await import(${JSON.stringify(program)});
    console.log((await startEmbedded(${JSON.stringify(home)}, () => {})).pid);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  return Number(stdout);
}

async function useClient<T>(use: (open: Awaited<ReturnType<typeof openClient>>) => Promise<T>): Promise<T> {
  const open = await openClient(await chooseServer({ kind: 'embedded' }, home, say));
  try {
    return await use(open);
  } finally {
    await open.close();
  }
}

describe('the embedded server', () => {
  quick('is started once and found again', async () => {
    const first = await startEmbedded(home, say);
    const again = await startEmbedded(home, say);
    expect(again).toEqual(first);
    expect(await embeddedStatus(home)).toEqual({ state: 'running', record: first });
    expect(said.filter((line) => line.startsWith('Temporal server started'))).toHaveLength(1);
  });

  quick('is one server when several processes start it at once', async () => {
    const all = await Promise.all([
      startedByAnother(),
      startedByAnother(),
      startedByAnother(),
      startEmbedded(home, say),
    ]);
    const pids = all.map((server) => (typeof server === 'number' ? server : server.pid));
    expect(new Set(pids).size).toBe(1);
    expect(await serversOnDatabase()).toBe(1);
  });

  slow('is started although the process that held the lock was killed while it held it', async () => {
    const { dir } = serverFiles(home);
    mkdirSync(dir);
    const holder = spawn('sleep', ['60']);
    writeFileSync(join(dir, 'lock.1'), JSON.stringify(identityOf(holder.pid)));
    const starting = startEmbedded(home, say);
    await expect.poll(() => said).toContain(`Waiting for process ${holder.pid}, which is at the server now.`);
    holder.kill('SIGKILL');
    expect((await starting).port).toBeGreaterThan(0);
  });

  quick('comes back after kill -9 on the same ports, with its workflows', async () => {
    const first = await startEmbedded(home, say);
    await useClient(({ client }) => client.workflow.start('any', { workflowId: 'kept', taskQueue: 'nobody' }));
    await killNine(first);
    expect((await embeddedStatus(home)).state).toBe('stopped');
    const second = await startEmbedded(home, say);
    expect(second.pid).not.toBe(first.pid);
    expect(portsOf(second)).toEqual(portsOf(first));
    const status = await useClient(({ client }) => client.workflow.getHandle('kept').describe());
    expect(status.status.name).toBe('RUNNING');
  });

  slow('takes other ports when those of last time are in use by now', async () => {
    const first = await startEmbedded(home, say);
    await stopEmbedded(home, say);
    const squatter = createServer().listen(first.port, '127.0.0.1');
    try {
      const second = await startEmbedded(home, say);
      expect(second.port).not.toBe(first.port);
    } finally {
      squatter.close();
    }
  });

  quick('refuses an asked port that is in use, and names it', async () => {
    const port = await freePort([]);
    const squatter = createServer().listen(port, '127.0.0.1');
    try {
      await expect(startEmbedded(home, say, { port })).rejects.toMatchObject({ code: 'port_in_use' });
      await expect(startEmbedded(home, say, { port })).rejects.toThrow(`127.0.0.1:${port}`);
      expect(await serversOnDatabase()).toBe(0);
    } finally {
      squatter.close();
    }
  });

  slow('listens on the asked ports when they are free', async () => {
    const port = await freePort([]);
    expect((await startEmbedded(home, say, { port })).port).toBe(port);
  });

  slow('is found by its command line when server.json was lost', async () => {
    const first = await startEmbedded(home, say);
    rmSync(serverFiles(home).record);
    const again = await startEmbedded(home, say);
    expect(again.pid).toBe(first.pid);
    expect(readRecord(home)).toEqual(again);
    expect(portsOf(again)).toEqual(portsOf(first));
  });

  slow('is not mistaken for a process that has its pid now', async () => {
    const first = await startEmbedded(home, say);
    await killNine(first);
    const stranger = { ...first, pid: process.pid };
    writeRecord(home, stranger);
    const second = await startEmbedded(home, say);
    expect(second.pid).not.toBe(process.pid);
  });

  slow('that hangs is ended and started again', async () => {
    const first = await startEmbedded(home, say);
    await hang(first);
    const second = await startEmbedded(home, say);
    expect(second.pid).not.toBe(first.pid);
    expect(isAlive(first)).toBe(false);
    expect(said.some((line) => line.includes('does not answer'))).toBe(true);
  });

  slow('is ended by stop, which says whether there was one', async () => {
    const server = await startEmbedded(home, say);
    expect(await stopEmbedded(home, say)).toBe(true);
    expect(isAlive(server)).toBe(false);
    expect(await stopEmbedded(home, say)).toBe(false);
    expect(existsSync(serverFiles(home).database)).toBe(true);
  });

  slow('tells the end of its log when its database cannot be used', async () => {
    const { database } = serverFiles(home);
    mkdirSync(database, { recursive: true });
    await expect(startEmbedded(home, say)).rejects.toMatchObject({ code: 'start_failed' });
    await expect(startEmbedded(home, say)).rejects.toThrow(serverFiles(home).log);
    rmSync(database, { recursive: true });
  });

  quick('gets no TEMPORAL_* and no secrets of the one who starts it', async () => {
    process.env.MILLRACE_TEST_SECRET = 'x';
    const server = await startEmbedded(home, say);
    delete process.env.MILLRACE_TEST_SECRET;
    expect(readFileSync(`/proc/${server.pid}/environ`, 'utf8')).not.toMatch(/MILLRACE_TEST_SECRET|TEMPORAL_/);
  });
});
