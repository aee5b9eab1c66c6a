// The list of all messages of Temporal, with their fields as texts, is the list of the package; and the build's compiled code is taken by V8.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { keptCode, keptFile } from '../../cli/kept-code.js';
import { packageRoot } from '../../disk/package-root.js';
import { workflowCodeIn } from '../../disk/workflow-code.js';

const file = new URL('../../scripts/messages-later.mjs', import.meta.url).href;
const { messagesLater, listLater } = (await import(file)) as Record<'messagesLater' | 'listLater', Plugin>;

interface Writing {
  noteWritten(): Map<string, object>;
  writtenText(noted: Map<string, object>, of: string): string;
}
const writing = new URL('../../scripts/messages-written.mjs', import.meta.url).href;
const { noteWritten, writtenText } = (await import(writing)) as Writing;

interface Type {
  create(from: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  fromObject(from: object): object;
  toObject(message: object, options: object): object;
}
type Call = (method: object, asked: unknown, answered: unknown, request: object) => void;
interface Service {
  create(call: Call): Record<string, (request: object, callback: () => void) => Promise<unknown>>;
}
interface Root {
  toJSON(): object;
  resolveAll(): Root;
  lookupType(name: string): Type;
  lookupService(name: string): Service;
  nested: Record<string, unknown>;
}

const proto = ['@temporalio/worker/package.json', '@temporalio/proto/package.json'].reduce(
  (from, name) => createRequire(from).resolve(name),
  import.meta.filename,
);

/** As the SDK has it. */
async function listed(plugins: Plugin[]): Promise<Root> {
  const entry = path.join(path.dirname(proto), 'protos', 'root.js');
  const { outputFiles } = await build({
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', logLevel: 'silent' },
    ...{ entryPoints: [entry], plugins },
  });
  const module = { exports: {} as Root };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, createRequire(entry));
  return module.exports;
}

const [plain, ours] = await Promise.all([listed([]), listed([messagesLater, listLater])]);

const ACTIVATION = 'coresdk.workflow_activation.WorkflowActivation';
const SCHEDULED = 'temporal.api.history.v1.HistoryEvent';
const SAMPLES: [string, object][] = [
  [
    ACTIVATION,
    {
      runId: 'r',
      isReplaying: true,
      timestamp: { seconds: 5, nanos: 1 },
      jobs: [
        {
          initializeWorkflow: { workflowType: 'w', arguments: [{ metadata: { encoding: 'anNvbg==' }, data: 'MQ==' }] },
        },
        { resolveActivity: { seq: 3, result: { completed: { result: { data: 'MQ==' } } } } },
        { doUpdate: { id: 'u', name: 'begin', runValidator: true } },
        { signalWorkflow: { signalName: 's', headers: { a: { data: 'MQ==' } } } },
      ],
    },
  ],
  [
    SCHEDULED,
    {
      eventId: 7,
      eventType: 10,
      activityTaskScheduledEventAttributes: { activityId: 'a', taskQueue: { name: 'q', kind: 1 } },
    },
  ],
];

/** As it is written, and read again. */
function through(root: Root, [name, value]: [string, object]): unknown[] {
  const type = root.lookupType(name);
  const written = type.encode(type.fromObject(value)).finish();
  return [Buffer.from(written).toString('hex'), type.toObject(type.decode(written), { defaults: true, longs: String })];
}

it.each(SAMPLES)('a %s is written and read as by the package', (...sample) => {
  expect(through(ours, sample)).toEqual(through(plain, sample));
});

const MESSAGES = Symbol.for('millrace.messages');

it('functions that are kept as they were written do the same, and none is written again', async () => {
  try {
    const written = noteWritten();
    const [writes, finds] = await Promise.all([1, 2].map(() => listed([messagesLater, listLater])));
    const expected = SAMPLES.map((sample) => through(writes!, sample));
    const module = { exports: {} as { functions: object } };
    (eval(writtenText(written, 'n')) as (exports: object, ask: unknown, module: object) => void)({}, null, module);
    const { noted } = giveWritten(module.exports.functions);
    expect(SAMPLES.map((sample) => through(finds!, sample))).toEqual(expected);
    expect(written.size).toBeGreaterThan(20);
    expect([...noted.keys()]).toEqual([]);
  } finally {
    Reflect.deleteProperty(globalThis, MESSAGES);
  }
});

function giveWritten(functions: object): { noted: Map<string, object> } {
  const value = { functions, noted: new Map<string, object>() };
  Object.defineProperty(globalThis, MESSAGES, { value, configurable: true });
  return value;
}

it.each([
  ['WorkflowService', 'temporal.api.workflowservice.v1.WorkflowService'],
  ['OperatorService', 'temporal.api.operatorservice.v1.OperatorService'],
])('the methods of %s are asked with what the package asks with', (_name, service) => {
  const [expected, found] = [plain, ours].map((root) => {
    const calls: [string, object][] = [];
    const made = root.lookupService(service).create((method, bytes) => {
      calls.push([String((method as { name: string }).name), Buffer.from(bytes as Uint8Array)]);
    });
    const names = Object.keys(made).filter((name) => name !== 'rpcImpl' && typeof made[name] === 'function');
    for (const name of names) void made[name]?.({ namespace: 'n' }, () => undefined);
    return calls;
  });
  expect(expected?.length).toBeGreaterThan(5);
  expect(found).toEqual(expected);
});

it('every message, field, enum and service is there, when all is asked for', () => {
  expect(ours.toJSON()).toEqual(plain.toJSON());
  expect(ours.resolveAll().toJSON()).toEqual(plain.resolveAll().toJSON());
});

const cli = path.join(packageRoot(), 'dist', 'cli');
const FILES = ['program.cjs', 'rest.cjs', 'sdk.cjs', 'thread.cjs', 'messages.cjs'].map((name) => path.join(cli, name));
const bundle = path.join(cli, '..', 'workflow-bundle.js');
const textOf = (one: string): string => {
  const text = readFileSync(one, 'latin1');
  return one === bundle ? workflowCodeIn(one, text).code : text;
};

it.each([...FILES, bundle])('what the build has compiled of %s is taken by this Node', (one) => {
  if (!existsSync(keptFile(one))) return;
  const text = textOf(one);
  const cachedData = keptCode(one, text);
  expect(cachedData).toBeDefined();
  expect(new Script(text, { cachedData }).cachedDataRejected).toBe(false);
});
