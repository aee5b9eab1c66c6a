// Replays histories with the built bundle, without a server.
import { createRequire } from 'node:module';
import proto from '@temporalio/proto';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { workflowBundle } from '../../worker/workers.js';
import type { History } from './history.js';
import { startOf } from './history.js';

type ProtoHistory = proto.temporal.api.history.v1.IHistory;

/**
 * The SDK reads this JSON too, but only where all its packages share one copy of protobufjs, which npm does not promise.
 * This asks for the copy that the type belongs to.
 */
const besideProto = createRequire(createRequire(import.meta.url).resolve('@temporalio/proto'));
const { fromJson } = besideProto('protobufjs/ext/protojson') as {
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): unknown;
};
/** Newer servers write fields that this SDK does not know. */
const toProto = (history: History): ProtoHistory =>
  fromJson(proto.temporal.api.history.v1.History, history, { ignoreUnknownFields: true }) as ProtoHistory;

let quiet = false;
/** Once per process: each replay would tell of the states of its worker, and a failed one twice. */
function beQuiet(): void {
  const telemetryOptions = { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } };
  if (!quiet) Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], telemetryOptions });
  quiet = true;
}

/** By name, what went wrong; nothing for those that replay. */
export async function replayAll(histories: ReadonlyMap<string, History>): Promise<Map<string, string>> {
  beQuiet();
  const names = [...histories.keys()];
  const feed = [...histories.values()].map((one) => ({ history: toProto(one), workflowId: startOf(one).workflowId }));
  const problems = new Map<string, string>();
  let done = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath: workflowBundle() } }, feed)) {
    if (error !== undefined) problems.set(names[done] ?? '', error.message);
    done += 1;
  }
  if (done < names.length) problems.set(names[done] ?? '', 'the replay ended before it');
  return problems;
}
