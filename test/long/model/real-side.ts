// The real thing: the built worker as a process, real agents, real workflows on the tests' server; commands as a person gives them.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Answer } from '../../../core/contracts/commands.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { unpackScheduler } from '../../../core/engine/workspace/carry.js';
import type { ExecutorState } from '../../../core/engine/lineage/executor-state.js';
import { type Context, createContext, type Result } from '../../../cli/context.js';
import { CliError } from '../../../cli/errors.js';
import { sendCommand, type WorkspaceCommand } from '../../../worker/commands.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import { carriedStateQuery, lineageStateQuery } from '../../../workflows/messages.js';
import { Bench, type Started, until } from '../../support/bench.js';
import { HANG_MS } from '../../support/hang.js';
import { viewOf } from './view.js';

const silent = { say: () => undefined, note: () => undefined };

export class RealSide {
  readonly client: Client;
  private daemon: Started | null = null;

  private constructor(
    readonly bench: Bench,
    private readonly connection: Connection,
  ) {
    this.client = new Client({ connection, namespace: NAMESPACE });
  }

  get workflows(): Client['workflow'] {
    return this.client.workflow;
  }

  /** A workspace that nothing happens in by itself. `runtime`, `config`: added to that section of its configuration, and to all. */
  static async open(address: string, runtime: string, config: string): Promise<RealSide> {
    const bench = new Bench(address);
    Object.assign(process.env, bench.env);
    await bench.ok('init');
    const file = bench.file('millrace.toml');
    const shipped = readFileSync(file, 'utf8').replace('[runtime]\n', `[runtime]\n${runtime}`);
    writeFileSync(file, `${shipped}\n[auto_recovery]\nenabled = false\n${config}`);
    await bench.ok('trust', '--accept');
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

  /** Of the worker that serves now. */
  async hasLeft(): Promise<void> {
    await this.daemon?.ended;
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
    return (await sendCommand(this.bench.workspace, command, { timeoutMs: HANG_MS, ...silent })).code;
  }

  /** The same of a command line's handler; of one that fails, the code of its error. */
  async order(command: (context: Context) => Promise<Result>): Promise<string> {
    try {
      const { data } = await command({ ...createContext({ workspace: this.bench.workspace }), ...silent });
      return (data as Answer).code;
    } catch (error) {
      if (error instanceof CliError) return error.failure.code;
      throw error;
    }
  }

  /** Waits until the files show all that was decided. */
  async isShown(): Promise<void> {
    for (;;) if ((await this.bench.run('mirror', 'verify')).code === 0) return;
  }

  async view(): Promise<object> {
    const workspace = this.workflows.getHandle(workspaceWorkflowId(this.id));
    const state = unpackScheduler(await workspace.query(carriedStateQuery));
    const root = state.turns[0]?.item.root;
    if (root === undefined) return viewOf(state, () => undefined);
    const asked = this.workflows.getHandle(lineageWorkflowId(this.id, root)).query(lineageStateQuery);
    // It may not be there yet.
    const lineage = await asked.catch((): ExecutorState | undefined => undefined);
    return viewOf(state, () => lineage);
  }

  async close(): Promise<void> {
    await this.kill();
    await this.connection.close();
    this.bench.close();
  }
}
