// The rules of the rooms can fail: each is broken once in a small tree, and what is right beside it passes.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantTree, type Tree } from './tree.js';

/** What the cases import. */
const SURROUNDINGS = {
  'package.json': '{ "name": "tree", "type": "module" }',
  'core/contracts/ids.ts': 'export const one = 1;\n',
  'core/documents/table.ts': "import { parse } from 'smol-toml';\nexport const one = parse;\n",
  'core/engine/engine.ts': "import { one } from '../contracts/ids.js';\nexport const two = one;\n",
  'core/engine/workspace/scheduler.ts': 'export const one = 1;\n',
  'core/engine/lineage/executor.ts': 'export const one = 1;\n',
  'core/plan/compile.ts': "import { z } from 'zod';\nexport const one = z;\n",
  'workflows/messages.ts': 'export const one = 1;\n',
  'disk/events/since.ts': 'export const one = 1;\n',
  'agents/host.ts': 'export const one = 1;\n',
  'trees/open.ts': 'export const one = 1;\n',
  'activities/stage.ts': 'export const one = 1;\n',
  'worker/serve.ts': 'export const one = 1;\nexport type One = 1;\n',
  'cli/main.ts': 'export const one = 1;\n',
  'test/support/plan.ts': 'export const one = 1;\n',
  'test/long/checker/finding.ts': 'export const one = 1;\n',
};

const use = (...modules: string[]): string =>
  modules.map((name, at) => `import * as m${at} from '${name}';\nexport const v${at} = m${at};\n`).join('');
const lazily = (name: string): string => `export const load = () => import('${name}');\n`;
const typeOf = (name: string): string => `import type * as types from '${name}';\nexport type All = typeof types;\n`;

/** [file, its text, the rule that refuses it] */
const REFUSED_IMPORTS: [string, string, string][] = [
  ['core/reads.ts', use('node:fs'), 'core-is-pure'],
  ['core/hashes.ts', use('crypto'), 'core-is-pure'],
  ['core/durable.ts', use('@temporalio/workflow'), 'core-is-pure'],
  ['core/up.ts', typeOf('../worker/serve.js'), 'core-is-pure'],
  ['core/lazy.ts', lazily('node:fs'), 'core-is-pure'],
  ['core/engine/compiles.ts', use('../plan/compile.js'), 'bundle-has-no-parsers'],
  ['core/engine/indirect.ts', use('../documents/table.js'), 'bundle-has-no-parsers'],
  ['core/engine/workspace/looks.ts', use('../lineage/executor.js'), 'scheduler-knows-no-executor'],
  ['core/engine/workspace/typed.ts', typeOf('../lineage/executor.js'), 'scheduler-knows-no-executor'],
  ['core/engine/lineage/looks.ts', use('../workspace/scheduler.js'), 'executor-knows-no-scheduler'],
  ['core/engine/lineage/claims/typed.ts', typeOf('../../workspace/scheduler.js'), 'executor-knows-no-scheduler'],
  ['core/contracts/above.ts', typeOf('../engine/lineage/executor.js'), 'contracts-stand-below'],
  ['core/contracts/schema.ts', use('zod'), 'bundle-has-no-parsers'],
  ['workflows/schema.ts', use('zod'), 'workflows-see-engine-and-contracts'],
  ['workflows/reads.ts', use('node:fs'), 'workflows-see-engine-and-contracts'],
  ['workflows/acts.ts', use('../activities/stage.js'), 'workflows-see-engine-and-contracts'],
  ['workflows/compiles.ts', use('../core/plan/compile.js'), 'workflows-see-engine-and-contracts'],
  ['agents/calls.ts', use('@temporalio/client'), 'agents-know-no-temporal'],
  ['agents/acts.ts', use('../activities/stage.js'), 'agents-know-no-temporal'],
  ['trees/acts.ts', use('../activities/stage.js'), 'trees-know-no-stage'],
  ['trees/hosts.ts', use('../agents/host.js'), 'trees-know-no-stage'],
  ['cli/trees.ts', use('../trees/open.js'), 'cli-loads-lazily'],
  ['activities/flows.ts', use('../workflows/messages.js'), 'activities-are-shells'],
  ['activities/works.ts', use('../worker/serve.js'), 'activities-are-shells'],
  ['activities/calls.ts', use('@temporalio/client'), 'activities-are-shells'],
  ['worker/prints.ts', use('../cli/main.js'), 'worker-knows-no-front'],
  ['cli/flows.ts', typeOf('../workflows/messages.js'), 'cli-sees-no-workflow'],
  ['cli/serves.ts', use('../worker/serve.js'), 'cli-loads-lazily'],
  ['cli/acts.ts', use('../activities/stage.js'), 'cli-loads-lazily'],
  ['cli/hosts.ts', use('../agents/host.js'), 'cli-loads-lazily'],
  ['cli/type-and-value.ts', typeOf('../worker/serve.js') + use('../worker/serve.js'), 'cli-loads-lazily'],
  ['cli/lazy-and-not.ts', lazily('../worker/serve.js') + use('../worker/serve.js'), 'cli-loads-lazily'],
  ['cli/calls.ts', use('@temporalio/client'), 'cli-loads-lazily'],
  ['cli/reads.ts', use('../disk/events/since.js'), 'cli-shows-what-read-reads'],
  ['read/serves.ts', use('../worker/serve.js'), 'read-needs-files-only'],
  ['read/lazy.ts', lazily('../worker/serve.js'), 'read-needs-files-only'],
  ['read/calls.ts', lazily('@temporalio/client'), 'read-needs-files-only'],
  ['worker/round.ts', "import { b } from './about.js';\nexport const a = () => b;\n", 'no-cycles'],
  ['worker/about.ts', "import { a } from './round.js';\nexport const b = () => a;\n", 'no-cycles'],
  ['worker/tests.ts', use('../test/support/plan.js'), 'tests-are-leaves'],
  ['worker/gone.ts', use('./nowhere.js'), 'imports-resolve'],
  ['test/long/checker/rules/knows.ts', use('../../../../core/contracts/ids.js'), 'checker-is-apart'],
];

/** [what is allowed, file, its text] */
const ALLOWED_IMPORTS: [string, string, string][] = [
  ['core imports its libraries', 'core/libraries.ts', use('zod', 'smol-toml', '@noble/hashes/sha2.js')],
  ['tests of core import Node', 'core/reads.test.ts', use('node:fs', 'vitest')],
  ['workflows import the engine', 'workflows/flow.ts', use('@temporalio/workflow', '../core/engine/engine.js')],
  ['both machines import contracts', 'core/engine/lineage/meets.ts', use('../../contracts/ids.js')],
  ['what shows both imports both', 'core/engine/all.ts', use('./workspace/scheduler.js', './lineage/executor.js')],
  ['agents import Node and execa', 'agents/start.ts', use('node:child_process', 'execa', '../core/contracts/ids.js')],
  ['activities import agents', 'activities/run.ts', use('node:fs', '@temporalio/activity', '../agents/host.js')],
  ['the worker imports workflows', 'worker/send.ts', use('../workflows/messages.js', '@temporalio/client')],
  ['commands load the worker', 'cli/run.ts', lazily('../worker/serve.js')],
  ['commands load the client', 'cli/send.ts', lazily('@temporalio/client')],
  ['commands name types of the worker', 'cli/shape.ts', typeOf('../worker/serve.js')],
  ['reading imports core and Node', 'read/mirror.ts', use('node:fs', '../core/contracts/ids.js')],
  ['the checker imports Node and itself', 'test/long/checker/check.ts', use('node:fs', './finding.js')],
  ['types close a cycle', 'worker/type-a.ts', "import { b } from './type-b.js';\nexport type A = typeof b;\n"],
  [
    'types close a cycle',
    'worker/type-b.ts',
    "import type { A } from './type-a.js';\nexport const b = 1;\nexport type B = A;\n",
  ],
];

const TABLE = 'const t: Record<string, number> = {};\n';
const REFUSED_CODE: [string, string, string][] = [
  ['workflows/floats.ts', 'const f = async () => 1;\nf();\n', '@typescript-eslint/no-floating-promises'],
  ['workflows/misused.ts', '[1].forEach(async () => {});\n', '@typescript-eslint/no-misused-promises'],
  ['workflows/rolls.ts', 'export const r = Math.random();\n', 'no-restricted-properties'],
  ['workflows/waits.ts', 'setTimeout(() => {}, 1);\n', 'no-restricted-globals'],
  ['workflows/asks.ts', 'export const e = process.env;\n', 'no-restricted-globals'],
  ['workflows/imports.ts', use('node:fs'), 'no-restricted-imports'],
  ['core/bare.ts', use('crypto'), 'no-restricted-imports'],
  ['core/rolls.ts', 'export const r = Math.random();\n', 'no-restricted-properties'],
  ['core/now.ts', 'export const n = Date.now();\n', 'no-restricted-properties'],
  ['core/assigns.ts', 'export const f = (o: { a: 1 }) => Object.assign(o, { b: 2 });\n', 'no-restricted-properties'],
  ['core/takes-assign.ts', 'export const { assign } = Object;\n', 'no-restricted-properties'],
  ['core/today.ts', 'export const d = new Date();\n', 'no-restricted-syntax'],
  ['core/copies.ts', 'export const c = structuredClone({});\n', 'no-restricted-globals'],
  ['core/default.ts', 'export default 1;\n', 'no-restricted-syntax'],
  ['agents/default.ts', 'export default 1;\n', 'no-restricted-syntax'],
  [
    'agents/half.ts',
    "export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  ['agents/any.ts', 'export const f = (x: any) => [x];\n', '@typescript-eslint/no-explicit-any'],
  ['core/looks-up.ts', TABLE + 'export const f = (name: string) => t[name];\n', 'millrace/own-keys'],
  ['worker/sets.ts', TABLE + 'export const f = (name: string) => void (t[name] = 1);\n', 'millrace/own-keys'],
  ['agents/asks-in.ts', TABLE + 'export const f = (name: string) => name in t;\n', 'millrace/own-keys'],
  ['cli/merges.ts', TABLE + 'export const f = (other: object) => Object.assign(t, other);\n', 'millrace/own-keys'],
  [
    'core/takes-apart.ts',
    TABLE + 'export const f = (name: string) => {\n  const { [name]: one } = t;\n  return one;\n};\n',
    'millrace/own-keys',
  ],
  ['cli/says.ts', "process.stdout.write('a');\n", 'millrace/one-outlet'],
  ['worker/complains.ts', "globalThis.process['stderr'].write('a');\n", 'millrace/one-outlet'],
  ['agents/logs.ts', "console.error('a');\n", 'millrace/one-outlet'],
  ['cli/takes.ts', 'const { stdout } = process;\nexport const s = stdout;\n', 'millrace/one-outlet'],
  ['cli/imports.ts', "import { stderr } from 'node:process';\nexport const s = stderr;\n", 'millrace/one-outlet'],
  ['cli/numbers.ts', "import { writeSync } from 'node:fs';\nwriteSync(1, 'a');\n", 'millrace/one-outlet'],
  ['worker/passes-on.ts', "export const o = { stdio: ['ignore', 'inherit', 2] };\n", 'millrace/one-outlet'],
  ['agents/long.ts', 'export {};\n'.repeat(261), 'max-lines'],
  ['agents/raw.ts', "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;\n", 'millrace/raw-files'],
  ['worker/raw.ts', "import { rename as move } from 'fs/promises';\nexport const f = move;\n", 'millrace/raw-files'],
  [
    'activities/raw.ts',
    "import { open, stat } from 'node:fs/promises';\nexport { open, stat };\n",
    'millrace/raw-files',
  ],
  ['activities/streams.ts', "import { 'createWriteStream' as f } from 'fs';\nexport { f };\n", 'millrace/raw-files'],
  ['agents/whole.ts', "import * as fs from 'node:fs';\nexport const f = fs.statSync;\n", 'millrace/raw-files'],
  ['agents/whole-again.ts', "import fs from 'node:fs';\nexport const { statSync } = fs;\n", 'millrace/raw-files'],
  ['worker/promises.ts', "import { promises } from 'node:fs';\nexport const f = promises;\n", 'millrace/raw-files'],
  ['worker/hands-on.ts', "export { writeFile as put } from 'node:fs/promises';\n", 'millrace/raw-files'],
  ['worker/hands-all-on.ts', "export * from 'node:fs';\n", 'millrace/raw-files'],
  ['worker/loads.ts', "export const f = async () => (await import('node:fs')).statSync;\n", 'millrace/raw-files'],
  ['worker/asks.ts', "export const f = process.getBuiltinModule('fs');\n", 'millrace/raw-files'],
  [
    'agents/requires.ts',
    "import { createRequire } from 'node:module';\nconst get = createRequire(import.meta.url);\nexport const f = get('node:fs') as unknown;\n",
    'millrace/raw-files',
  ],
];

const ALLOWED_CODE: [string, string, string][] = [
  [
    'a written name',
    'core/written.ts',
    TABLE + "export const n = t['a'];\nexport const d = (k: string) => delete t[k];\n",
  ],
  [
    'looks at names, and types',
    'agents/looks.ts',
    "import { readdirSync, type Stats, statSync } from 'node:fs';\nexport const f = (a: string): [string[], Stats] => [readdirSync(a), statSync(a)];\n",
  ],
  ['the ways of disk', 'disk/opens.ts', "import { openSync } from 'node:fs';\nexport const f = openSync;\n"],
  ['the way out', 'cli/output.ts', "process.stdout.write('a');\n"],
  ['assigning outside of core', 'worker/assigns.ts', 'export const f = (o: { a: 1 }) => Object.assign(o, { a: 1 });\n'],
  ['a place in a list', 'core/places.ts', 'export const f = (l: string[], at: number) => l[at];\n'],

  ['workflows read the clock of the SDK', 'workflows/clock.ts', 'export const n = Date.now();\n'],
  ['core reads a given date', 'core/given.ts', 'export const at = (ms: number) => new Date(ms).toISOString();\n'],
  [
    'an awaited promise',
    'workflows/waits-for.ts',
    'const f = async () => 1;\nexport const g = async () => await f();\n',
  ],
  [
    'tests of core import Node',
    'core/now.test.ts',
    "import { tmpdir } from 'node:os';\nexport const t = [tmpdir(), Date.now()];\n",
  ],
];

/** Rules of this package alone. */
const LOCAL_RULES = ['own-keys', 'one-outlet', 'raw-files'].map((rule) => `scripts/lint/${rule}.mjs`);

/** The rules that each file breaks. */
type Broken = Map<string, string[]>;

function broken(pairs: [string, string][]): Broken {
  const map: Broken = new Map();
  for (const [file, rule] of pairs) map.set(file, [...(map.get(file) ?? []), rule]);
  return map;
}

async function cruise(tree: Tree): Promise<Broken> {
  const script = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const { stdout } = await tree.node(script, ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.']);
  const found: { from: string; cycle?: { name: string }[]; rule: { name: string } }[] =
    JSON.parse(stdout).summary.violations;
  // A cycle is reported at one of its files.
  return broken(
    found.flatMap(({ from, cycle, rule }) =>
      [...new Set([from, ...(cycle ?? []).map(({ name }) => name)])].map((file): [string, string] => [file, rule.name]),
    ),
  );
}

async function lint(tree: Tree): Promise<Broken> {
  const { stdout } = await tree.node('node_modules/eslint/bin/eslint.js', ['--format', 'json', '.']);
  const files: { filePath: string; messages: { ruleId: string | null; message: string }[] }[] = JSON.parse(stdout);
  return broken(
    files.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }): [string, string] => [path.relative(tree.dir, filePath), ruleId ?? message]),
    ),
  );
}

describe.each([
  {
    what: 'imports',
    tool: cruise,
    config: '.dependency-cruiser.mjs',
    refused: REFUSED_IMPORTS,
    allowed: ALLOWED_IMPORTS,
  },
  { what: 'code', tool: lint, config: 'eslint.config.mjs', refused: REFUSED_CODE, allowed: ALLOWED_CODE },
])('the rules of $what', ({ tool, config, refused, allowed }) => {
  let tree: Tree;
  let found: Broken;

  beforeAll(async () => {
    const cases = [...refused.map(([file, text]) => [file, text]), ...allowed.map(([, file, text]) => [file, text])];
    tree = plantTree({ ...SURROUNDINGS, ...Object.fromEntries(cases) }, ['tsconfig.json', config, ...LOCAL_RULES]);
    found = await tool(tree);
  });
  afterAll(() => tree.remove());

  test.each(refused)('%s is refused', (file, _text, rule) => {
    expect(found.get(file) ?? []).toContain(rule);
  });

  test.each(allowed)('%s (%s)', (_what, file) => {
    expect(found.get(file) ?? []).toEqual([]);
  });

  test('what surrounds the cases is in order', () => {
    const outside = Object.keys(SURROUNDINGS).filter((file) => found.has(file));
    expect(outside).toEqual([]);
  });
});
