// Loaded into a Node process with `--import`: each of its threads writes down its heap, one line at a time. The address by which this module is loaded
// says where.
import { appendFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { threadId } from 'node:worker_threads';

/** Often enough to meet a heap soon after it was collected. */
const EVERY_MS = 250;

const file = `${new URL(import.meta.url).searchParams.get('into') ?? ''}-${threadId}`;
const tell = (): void => appendFileSync(file, `${Date.now()} ${getHeapStatistics().used_heap_size}\n`);
setInterval(tell, EVERY_MS).unref();
