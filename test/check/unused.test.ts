// What nobody uses is found: a file, an export, a dependency.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plantTree, type Tree } from './tree.js';

let tree: Tree;
let printed: string;
let exitCode: number | undefined;

beforeAll(async () => {
  const files = {
    'package.json': '{ "name": "tree", "type": "module", "dependencies": { "execa": "9.6.1", "zod": "4.6.7" } }',
    'cli/main.ts': "import { z } from 'zod';\nimport { used } from '../core/parts.js';\nconsole.log(z, used);\n",
    'core/parts.ts': 'export const used = 1;\nexport const superfluous = 2;\n',
    'core/forgotten.ts': 'export const one = 1;\n',
  };
  tree = plantTree(files, ['tsconfig.json', 'knip.json']);
  ({ stdout: printed, exitCode } = await tree.node('node_modules/knip/bin/knip.js', ['--no-progress']));
});
afterAll(() => tree.remove());

test('the check fails', () => {
  expect(exitCode).toBe(1);
});

test.each(['core/forgotten.ts', 'superfluous', 'execa'])('%s is named', (name) => {
  expect(printed).toContain(name);
});

test.each(['core/parts.ts: used', 'zod', 'cli/main.ts'])('%s is not named', (name) => {
  expect(printed.replace(/^Configuration hints[^]*/m, '')).not.toMatch(new RegExp(`(^|\\s)${name}(\\s|$)`, 'm'));
});
