// A workspace whose worker is silent, then dead, then dead with its server; and whether what a command says there is what it did.
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { readWorkspaceId } from '../../../read/identity.js';
import { isAlive, readStat } from '../../../disk/identity.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import { readRecord } from '../../../worker/server/record.js';
import { Bench, type Started, until } from '../../support/bench.js';
import { HANG_MS } from '../../support/hang.js';
import { type HeldAgent, holdAgent } from '../../support/stages.js';
import { taskText } from '../../support/task-text.js';
import { fingerprint, MAIN, type Ran } from '../stand.js';
import { changeBetween, faultIn } from './check.js';
import { plainCall } from './faults.js';
import type { Row } from './in-process.js';

/** `silent`: stopped as by Ctrl-Z; `dead`: killed, and its records remain; `gone`: and its server is, too. */
export type Way = 'silent' | 'dead' | 'gone';

/** These begin or end workers, servers and services, or ask a person: they are rehearsed. */
const REHEARSED =
  /^(init|new|(run|server|service)( .*)?|start|up|down|remove|restore|upgrade|workspaces (export|import|claim))$/;
const ADDS = /^(queue )?add(-|$)/;
/** What a command says of a worker that is silent. */
const SILENT = /is silent since/;
const WITH_SERVER = /The command is with the Temporal server/;
const LOOK_MS = 500;
const PATIENCE = 100;

const itemOf = ({ path }: Row): string => `t-${path.replaceAll(' ', '-')}`;

/** For real, with an item of its own. */
function realCall(row: Row, way: Way): string[] {
  if (ADDS.test(row.path)) return [...row.path.split(' '), ...['--text', added(row, way)]];
  const words = plainCall(row).map((word) => (word === 'T-1' ? itemOf(row) : word));
  return REHEARSED.test(row.path) ? words : words.filter((word) => word !== '--dry-run');
}

const added = (row: Row, way: Way): string => taskText(`${way}-${itemOf(row)}`);

/** By path, below `millrace-agents/`. */
type Documents = Record<string, string>;

const DOCUMENT = /^(tasks|specs|probes|incidents|ideas|learning|approvals)\//;

export class DeadWorker {
  private way: Way = 'silent';
  /** How many commands said that they are with the server. */
  private left = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly worker: Started,
    private readonly agent: HeldAgent,
  ) {}

  /** A worker with an agent at work and a task for each row, stopped. */
  static async open(rows: readonly Row[]): Promise<DeadWorker> {
    const bench = await new Bench('').useEmbedded().withTasks('a-first', ...rows.map(itemOf));
    bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 3 }] });
    const worker = bench.start('run', 'daemon');
    const agent = await holdAgent(bench);
    await until(() => bench.events('work_item_admitted').length > rows.length, 'all tasks are admitted');
    worker.child.kill('SIGSTOP');
    await until(() => readStat(worker.child.pid ?? 0)?.state === 'T', 'the worker is stopped');
    return new DeadWorker(bench, worker, agent);
  }

  /** Of all these commands: what is wrong with them; empty when each ends in time and says what it did. */
  async asked(way: Way, rows: readonly Row[]): Promise<string[]> {
    await this.become(way);
    const found: string[] = [];
    for (const row of rows) {
      const argv = realCall(row, way);
      const before = this.documents();
      const ran = await this.ask(argv);
      const fault = faultIn(argv, ran, { fails: false, names: null }) ?? this.lie(ran, before);
      if (fault !== null) found.push(`${JSON.stringify(argv)}: ${fault}: ${JSON.stringify(ran)}`);
    }
    return found;
  }

  /** How many commands said that they are with the server, and how many messages it has; the same number, when that is true. */
  async leftWithServer(): Promise<{ said: number; there: number }> {
    // The server shows them once the workflow task of the silent worker has timed out.
    for (let tries = 0; tries < PATIENCE && (await this.messages()) < this.left; tries += 1) await sleep(LOOK_MS);
    return { said: this.left, there: await this.messages() };
  }

  private async become(way: Way): Promise<void> {
    this.way = way;
    const server = readRecord(this.bench.stateHome);
    if (way === 'silent' || server === null) return;
    this.worker.child.kill('SIGKILL');
    await this.worker.ended;
    if (way === 'dead') return;
    process.kill(server.pid, 'SIGKILL');
    await until(() => !isAlive(server), 'the server is gone');
  }

  /** What it says and did not do, or did and does not say; null when it is true. */
  private lie({ code, stdout, stderr }: Ran, before: Documents): string | null {
    const changed = changeBetween(before, this.documents());
    const isLeft = code === 7 && WITH_SERVER.test(stdout + stderr);
    if (isLeft) this.left += 1;
    if (code === 7) return isLeft || changed !== null ? null : 'says that it was left, and left nothing';
    if (code !== 0 && changed !== null) return `failed, and changed ${changed}`;
    if (this.way !== 'dead' && changed !== null) return `changed ${changed} where nobody serves`;
    if (this.way === 'dead' && code === 6) return 'found nobody, where it can serve itself';
    if (this.way === 'silent' && code === 6 && !SILENT.test(stderr)) return 'does not say who is silent';
    return null;
  }

  private documents(): Documents {
    const files = Object.entries(fingerprint(this.bench.file('')));
    return Object.fromEntries(files.filter(([path]) => DOCUMENT.test(path)));
  }

  private async messages(): Promise<number> {
    const { ip, port } = readRecord(this.bench.stateHome) ?? { ip: '', port: 0 };
    const connection = await Connection.connect({ address: `${ip}:${port}` });
    const { workflow } = new Client({ connection, namespace: NAMESPACE });
    const handle = workflow.getHandle(workspaceWorkflowId(readWorkspaceId(this.bench.workspace) ?? ''));
    const { events } = await handle.fetchHistory();
    await connection.close();
    const sent = (events ?? []).filter((one) => (one.workflowExecutionSignaledEventAttributes ?? null) !== null);
    return sent.length;
  }

  private ask(argv: readonly string[]): Promise<Ran> {
    const options = { cwd: this.bench.workspace, env: this.bench.env, timeout: HANG_MS, maxBuffer: 1 << 26 };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [MAIN, ...argv], options, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
      child.stdin?.end();
    });
  }

  async close(): Promise<void> {
    this.agent.letGo();
    this.worker.child.kill('SIGKILL');
    await this.bench.run('down', '--now');
    await this.bench.run('server', 'stop', '--force');
    this.bench.close();
  }
}
