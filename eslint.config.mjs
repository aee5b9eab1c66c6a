// What the linter holds: promises are awaited, unions are exhausted, and core and workflows have no clock, chance or world.
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';
import { oneOutlet } from './scripts/lint/one-outlet.mjs';
import { ownKeys } from './scripts/lint/own-keys.mjs';
import { rawFiles } from './scripts/lint/raw-files.mjs';

/** Rules of this project alone. */
const millrace = { rules: { 'one-outlet': oneOutlet, 'own-keys': ownKeys, 'raw-files': rawFiles } };

const TESTS = ['**/*.test.ts', 'test/**/*.ts'];
const CONFIGS = ['**/*.config.ts', '*.mjs'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name is found by a search and renamed by a tool.',
};
const noPresentTime = {
  selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]',
  message: 'The present time is input here: take it as an argument.',
};

const WORLD = 'This code is replayed: time, chance and the world come in as events or arguments.';
const noWorld = {
  'no-restricted-imports': [
    'error',
    {
      paths: builtinModules.map((name) => ({ name, message: WORLD })),
      patterns: [{ group: ['node:*'], message: WORLD }],
    },
  ],
  'no-restricted-globals': [
    'error',
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process', 'Buffer', 'crypto', 'performance']
      .concat('structuredClone', 'fetch', 'globalThis')
      .map((name) => ({ name, message: WORLD })),
  ],
};
const noRandom = { object: 'Math', property: 'random', message: WORLD };
const noNow = { object: 'Date', property: 'now', message: 'The present time is input here: take it as an argument.' };

const noAssign = {
  object: 'Object',
  property: 'assign',
  message: 'Use `set` of core/set.ts: the compiler then sees which fields there are.',
};

/** What the compiler does not see; `eslint:recommended` is a package of its own and most of it is about untyped code. */
const mistakes = {
  eqeqeq: 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-control-regex': 'error',
  'no-empty': 'error',
  'no-loss-of-precision': 'error',
  'no-self-assign': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'object-shorthand': 'error',
  'max-lines': ['error', { max: 260, skipBlankLines: true, skipComments: true }],
  'no-restricted-syntax': ['error', noDefaultExport],
};

const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/require-await': 'off',
  // Without classes a method has no `this` to lose.
  '@typescript-eslint/unbound-method': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
};

/** Tests look into JSON that they have just written; a wrong guess there is a red test, not a defect. */
const looserInTests = {
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/no-unnecessary-condition': 'off',
  '@typescript-eslint/restrict-template-expressions': 'off',
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  { ignores: ['dist/', '.cache/', 'assets/', 'test/conformance/runs/', 'test/eval/sets/', 'test/runners/{codex,pi}/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  { files: ['**/*.{ts,tsx}', '**/*.mjs'], rules: mistakes },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: [...TESTS, 'core/own.ts'],
    plugins: { millrace },
    rules: { 'millrace/own-keys': 'error' },
  },
  {
    // What stands at the top of disk/ are the ways themselves.
    files: ['activities', 'agents', 'checkpoints', 'trees', 'worker', 'disk/*'].map((room) => `${room}/**/*.ts`),
    ignores: TESTS,
    plugins: { millrace },
    rules: { 'millrace/raw-files': 'error' },
  },
  {
    // An agent that is played says its lines to its own host.
    files: ['**/*.{ts,tsx}'],
    ignores: [...TESTS, 'bench/**', 'cli/output.ts', 'agents/scripted/agent.ts'],
    plugins: { millrace },
    rules: { 'millrace/one-outlet': 'error' },
  },
  { files: TESTS, rules: looserInTests },
  { files: CONFIGS, rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['workflows/**/*.ts'],
    ignores: TESTS,
    rules: { ...noWorld, 'no-restricted-properties': ['error', noRandom] },
  },
  {
    files: ['core/**/*.ts', 'agents/{kinds,given}.ts', 'agents/*/settings.ts'],
    ignores: TESTS,
    rules: {
      ...noWorld,
      'no-restricted-properties': ['error', noRandom, noNow, noAssign],
      'no-restricted-syntax': ['error', noDefaultExport, noPresentTime],
    },
  },
);
