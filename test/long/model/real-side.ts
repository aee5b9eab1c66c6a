// The real thing: the built worker as a process, real agents, real workflows on the tests' server; commands as a person gives them.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { isAlive } from '../../../agents/host/identity.js';
import { openJournal, readAgent } from '../../../agents/host/journal.js';
import { adding } from '../../../cli/commands/add.js';
import { createContext } from '../../../cli/context.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { unpackScheduler } from '../../../core/engine/carry.js';
import type { ExecutorState } from '../../../core/engine/executor-state.js';
import { sendCommand, type WorkspaceCommand } from '../../../worker/commands.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import { carriedStateQuery, lineageStateQuery } from '../../../workflows/messages.js';
import { Bench, type Started, until } from '../../support/bench.js';
import { viewOf } from './view.js';

/** What a host may take to start its agent. */
const START_MS = 2000;
const silent = { say: () => undefined, note: () => undefined };

export class RealSide {
  private daemon: Started | null = null;

  private constructor(
    readonly bench: Bench,
    private readonly connection: Connection,
  ) {}

  /** A workspace that nothing happens in by itself. `config`: added to its configuration. */
  static async open(address: string, config: string): Promise<RealSide> {
    const bench = new Bench(address);
    Object.assign(process.env, bench.env);
    await bench.ok('init');
    appendFileSync(bench.file('millrace.toml'), `\n[auto_recovery]\nenabled = false\n${config}`);
    return new RealSide(bench, await Connection.connect({ address }));
  }

  get id(): string {
    return path.basename(this.bench.stateDir());
  }

  get serves(): boolean {
    return this.daemon !== null;
  }

  /** Starts a worker, and waits until it has begun. */
  async begin(allowance: number | null): Promise<void> {
    const before = this.bench.events('runtime_started').length;
    this.daemon = this.bench.start('run', 'daemon', ...(allowance === null ? [] : ['--max-ticks', String(allowance)]));
    await until(() => this.bench.events('runtime_started').length > before, 'the worker begins');
  }

  async kill(): Promise<void> {
    this.daemon?.child.kill('SIGKILL');
    await this.leaves();
  }

  /** Waits until the worker has left, for whatever reason. */
  async leaves(): Promise<void> {
    await this.daemon?.ended;
    this.daemon = null;
  }

  /** The code of the answer. */
  async tell(name: string, wish: object): Promise<string> {
    const args = { commandId: randomUUID(), issuer: 'test', reason: '', ...wish };
    const command = { name, args } as unknown as WorkspaceCommand;
    return (await sendCommand(this.bench.workspace, command, { timeoutMs: 30_000, ...silent })).code;
  }

  async add(family: string, text: string): Promise<void> {
    const context = { ...createContext({ workspace: this.bench.workspace }), ...silent };
    await adding(family)(context, { text });
  }

  async view(): Promise<object> {
    const { workflow } = new Client({ connection: this.connection, namespace: NAMESPACE });
    const state = unpackScheduler(await workflow.getHandle(workspaceWorkflowId(this.id)).query(carriedStateQuery));
    const root = state.active?.item.root;
    if (root === undefined) return viewOf(state, () => undefined);
    const asked = workflow.getHandle(lineageWorkflowId(this.id, root)).query(lineageStateQuery);
    // It may not be there yet.
    const lineage = await asked.catch((): ExecutorState | undefined => undefined);
    return viewOf(state, () => lineage);
  }

  async close(): Promise<void> {
    await this.kill();
    await this.endAgent();
    await this.connection.close();
    this.bench.close();
  }

  /** An agent that stands at its gate would stand there for ever. One that was never started is not waited for. */
  private async endAgent(): Promise<void> {
    const request = this.bench.events('stage_started').at(-1)?.data['request_id'];
    if (typeof request !== 'string') return;
    const journal = openJournal(this.bench.stateDir(), request);
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
      const agent = readAgent(journal);
      if (agent === null) continue;
      if (isAlive(agent)) process.kill(agent.pid, 'SIGKILL');
      return;
    }
  }
}
