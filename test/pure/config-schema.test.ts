// The JSON Schema that editors use ships as a file. It is made from the schema that reads millrace.toml: `vitest -u` renews it.
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../core/plan/sources/config.js';

const FILE = fileURLToPath(new URL('../../assets/millrace.schema.json', import.meta.url));

/** `input`: keys with a default need not be written. */
const schema = { title: 'millrace.toml', ...z.toJSONSchema(configSchema, { io: 'input' }) };

interface Node {
  description?: string;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
}

/** Dotted names of everything below; `*` stands for any name. */
function keysOf(node: Node, path: string): [string, Node][] {
  const named = Object.entries(node.properties ?? {}).map(([key, below]) => [`${path}${key}`, below] as const);
  const open = [node.additionalProperties, node.items].flatMap((below) => (typeof below === 'object' ? [below] : []));
  return [
    ...named.flatMap(([name, below]): [string, Node][] => [[name, below], ...keysOf(below, `${name}.`)]),
    ...open.flatMap((below) => keysOf(below, `${path}*.`)),
  ];
}

it('is the shipped file', async () => {
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
  await expect(text).toMatchFileSnapshot(FILE);
});

it('says what every key is, in a sentence', () => {
  const silent = keysOf(schema as Node, '').filter(([, { description }]) => !/^[A-Z`].+\.$/.test(description ?? ''));
  expect(silent).toEqual([]);
});

it('knows the keys of every depth', () => {
  const names = keysOf(schema as Node, '').map(([name]) => name);
  expect(names).toContain('runtime.default_mode');
  expect(names).toContain('stages.*.timeout_seconds');
  expect(names).toContain('usage_governance.runtime_token_rules.rules.*.threshold');
});
