// Messages whose functions are made when they are called do what those of the package do.
import { createRequire } from 'node:module';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';

const file = new URL('../../scripts/messages-later.mjs', import.meta.url).href;
const { messagesLater } = (await import(file)) as { messagesLater: Plugin };

interface Type {
  create(from: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  verify(message: object): string | null;
  fromObject(from: object): object;
  toObject(message: object, options?: object): object;
}
interface Package {
  Root: { fromJSON(schema: object): { lookupType(name: string): Type } };
}

const SCHEMA = {
  edition: 'proto3',
  nested: {
    Kind: { values: { NONE: 0, ONE: 1 } },
    Inner: { fields: { name: { type: 'string', id: 1 }, at: { type: 'int64', id: 2 } } },
    Outer: {
      oneofs: { one: { oneof: ['text', 'inner'] } },
      fields: {
        text: { type: 'string', id: 1 },
        inner: { type: 'Inner', id: 2 },
        all: { rule: 'repeated', type: 'Inner', id: 3 },
        byName: { keyType: 'string', type: 'Inner', id: 4 },
        kinds: { rule: 'repeated', type: 'Kind', id: 5 },
        numbers: { rule: 'repeated', type: 'uint32', id: 6, options: { packed: false } },
        self: { type: 'Outer', id: 7 },
      },
    },
  },
};
const VALUE = {
  inner: { name: 'a', at: 5 },
  all: [{ name: 'b' }, {}],
  byName: { x: { name: 'c' } },
  kinds: ['ONE', 'NONE'],
  numbers: [1, 300],
  self: { text: 'deep', numbers: [7] },
};

const require = createRequire(import.meta.url);
/** As the SDK has it. */
const light = ['@temporalio/worker/package.json', '@temporalio/proto/package.json', 'protobufjs/light'].reduce(
  (from, name) => createRequire(from).resolve(name),
  import.meta.filename,
);

async function packaged(plugins: Plugin[]): Promise<Type> {
  const options = { bundle: true, write: false, platform: 'node', format: 'cjs' } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [light], plugins });
  const module = { exports: {} as Package };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, require);
  return module.exports.Root.fromJSON(SCHEMA).lookupType('Outer');
}

/** Each begins with a type of which nothing was called. */
const WAYS: Record<string, (type: Type) => unknown> = {
  'write and read': (type) => {
    const bytes = type.encode(type.fromObject(VALUE)).finish();
    return [Buffer.from(bytes).toString('hex'), type.toObject(type.decode(bytes), { defaults: true, longs: Number })];
  },
  'read what another wrote': (type) =>
    JSON.stringify(type.decode(Buffer.from('12050a0161100530013a060a0464656570', 'hex'))),
  'say what is wrong': (type) => [
    type.verify({ text: 5 }),
    type.verify({ numbers: [1] }),
    type.verify({ all: [{ name: 1 }] }),
  ],
  'refuse what is cut off': (type) => {
    try {
      return type.decode(Buffer.from('1205', 'hex'));
    } catch (error) {
      return String(error);
    }
  },
};

it.each(Object.keys(WAYS))('%s', async (way) => {
  const [expected, found] = [WAYS[way]!(await packaged([])), WAYS[way]!(await packaged([messagesLater]))];
  expect(found).toEqual(expected);
});

it('a package that is not as it is known here ends the build in words', async () => {
  const odd = build({ stdin: { contents: '1' }, write: false, logLevel: 'silent', plugins: [messagesLater] });
  await expect(odd).rejects.toThrow('protobufjs has changed');
});
