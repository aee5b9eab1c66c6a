// The thread of workflows as a build warms it: what V8 has compiled of its files is kept when it is told to end.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';

const { dist, keeps } = workerData;
const cli = (name) => import(pathToFileURL(join(dist, 'cli', name)).href);

await cli('sdk-thread.js');
const { keepCompiled } = await cli('one-file.js');
parentPort.on('message', ({ input }) => {
  if (input.type !== 'destroy' || !keeps) return;
  // As it is for a process with no such word.
  setFlagsFromString('--flush-bytecode');
  keepCompiled();
  setFlagsFromString('--no-flush-bytecode');
});
