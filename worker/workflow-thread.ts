// One thread runs the workflows of all workspaces that a process serves. Each of them has queues, slots and pollers of its own; a thread of its own would
// cost 40 MB and a third of a second. It can be begun ahead of the first worker, because it takes as long as all that comes before that.
import { createHash } from 'node:crypto';
import { type CompiledWorkerOptions, DefaultLogger, Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import { KnownError } from '../core/told-error.js';
import { readWhole } from '../disk/read.js';
import { TIME_LIMIT_MS, workflowCodeIn } from '../disk/workflow-code.js';

let thread: Promise<WorkflowCreator> | null = null;
let users = 0;

/** A worker whose workflows run in the thread of the process, which begins with its first user and ends with its last. */
export class WorkflowWorker extends Worker {
  private goesOn: () => void = () => undefined;

  /** `goesOn`: called before one of its workflows works. */
  static async make(options: WorkerOptions, goesOn: () => void): Promise<Worker> {
    const worker = await super.create(options);
    if (worker instanceof WorkflowWorker) worker.goesOn = goesOn;
    return worker;
  }

  protected override handleActivation(...given: Parameters<Worker['handleActivation']>) {
    this.goesOn();
    return super.handleActivation(...given);
  }

  /** Begins the thread for whoever is about to make a worker. `file`: the code of the workflows. Gives the function by which this user does without it. */
  static begin(file: string): () => Promise<void> {
    // Then the SDK runs workflows in no thread at all.
    if (process.env['TEMPORAL_DEBUG']) return () => Promise.resolve();
    users += 1;
    const begun = (): Promise<WorkflowCreator> => super.createWorkflowCreator(bundleOf(file), FOR_THREAD, SILENT);
    // The one that was begun before all else may have died meanwhile; then there is one that begins now.
    const own = (thread ??= begun().catch(begun).catch(told));
    // A worker that is made on it is told.
    own.catch(() => undefined);
    return () => leave(own);
  }

  /** The SDK would compile and run the code in the main thread, too, which helps debuggers alone. */
  protected static override async getOrCreateBundle(
    ...made: Parameters<typeof Worker.getOrCreateBundle>
  ): Promise<Bundle | undefined> {
    const [{ workflowBundle: given, debugMode }] = made;
    const isOurs = given !== undefined && 'codePath' in given && !debugMode;
    return isOurs ? nameOf(given.codePath) : super.getOrCreateBundle(...made);
  }

  // It finds workflows by the ids of their runs, which no two have in common.
  protected static override async createWorkflowCreator(
    ...[bundle, ...made]: Parameters<typeof Worker.createWorkflowCreator>
  ): Promise<WorkflowCreator> {
    users += 1;
    const own = (thread ??= super.createWorkflowCreator(wholeOf(bundle), ...made));
    const creator = await own.catch(async (error: unknown) => {
      if (thread === own) thread = null;
      await leave(own);
      throw error;
    });
    return { createWorkflow: (options) => creator.createWorkflow(options), destroy: () => leave(own) };
  }
}

function told(error: unknown): never {
  const hint = 'Start it again; if that does not help, install Millrace anew.';
  throw new KnownError('no_thread', `The thread of the workflows ended as it began: ${String(error)}`, { hint });
}

/** With the last one it ends. Never rejects for one that could not be made. */
async function leave(own: Promise<WorkflowCreator>): Promise<void> {
  users -= 1;
  if (users > 0) return;
  if (thread === own) thread = null;
  const creator = await own.catch(() => null);
  await creator?.destroy();
}

/** Read when a thread is made, which alone keeps it: one that stayed here, too, would be there for nothing. */
function bundleOf(file: string): Bundle {
  const bundle = workflowCodeIn(file, readWhole(file)) as Bundle;
  digests.set(file, createHash('sha256').update(bundle.code).digest('hex'));
  return bundle;
}

type SourceMap = Bundle['sourceMap'];
const NO_MAP = { version: 3, file: '', sources: [], names: [], mappings: '' } as unknown as SourceMap;

/** Of the code that was read, by file. */
const digests = new Map<string, string>();

/** What a worker is made with where the thread has the code: of that the SDK wants a digest alone, to name the build. */
function nameOf(file: string): Bundle {
  if (!digests.has(file)) bundleOf(file);
  return { code: digests.get(file) ?? '', sourceMap: NO_MAP, filename: file };
}

const wholeOf = (bundle: Bundle): Bundle => (digests.has(bundle.filename) ? bundleOf(bundle.filename) : bundle);

/** What it is told when it is over the worker hears as well, which says it. */
const SILENT = new DefaultLogger('ERROR', () => undefined);

/** All that the SDK wants to know for a thread, as it makes it of our options itself. Names of activities are for local ones, and we have none. */
const FOR_THREAD = {
  ...{ activities: new Map(), debugMode: false, reuseV8Context: true },
  ...{ isolateExecutionTimeoutMs: TIME_LIMIT_MS, workflowThreadPoolSize: 1 },
} as unknown as CompiledWorkerOptions;
