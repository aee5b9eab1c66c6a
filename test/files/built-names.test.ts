// What the build's files are made of: functions of messages are taken with the SDK's text that wrote them alone, and errors are called what we call them.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';

const dist = path.join(packageRoot(), 'dist');
const built = (name: string): string => path.join(dist, 'cli', name);
const room = mkdtempSync(path.join(tmpdir(), 'millrace-built-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const PARTS = ['cli/one-file.js', 'cli/kept-code.js', 'core/own.js', 'cli/sdk.cjs', 'cli/messages.cjs'];
const COUNT = `
  const { sdkModule } = await import(process.argv[1]);
  sdkModule('@temporalio/common');
  console.log(Object.keys(globalThis[Symbol.for('millrace.messages')]?.functions ?? {}).length);`;

/** How many functions the SDK finds written, with a text of them that was changed so. */
function found(change: (text: string) => string): number {
  const folder = mkdtempSync(path.join(room, 'dist-'));
  for (const name of PARTS) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    copyFileSync(path.join(dist, name), path.join(folder, name));
  }
  writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
  const written = path.join(folder, 'cli/messages.cjs');
  writeFileSync(written, change(readFileSync(written, 'latin1')));
  const argv = ['--input-type=module', '-e', COUNT, path.join(folder, 'cli/one-file.js')];
  return Number(execFileSync(process.execPath, argv, { encoding: 'utf8' }));
}

it.runIf(existsSync(built('messages.cjs')))('functions that another text of the SDK wrote are left aside', () => {
  expect(found((text) => text)).toBeGreaterThan(50);
  expect(found((text) => text.replace(/of: "\w/, 'of: "-'))).toBe(0);
});

const SOURCES = ['activities', 'agents', 'checkpoints', 'cli', 'core', 'disk', 'read', 'trees', 'worker'];
const DECLARED = /\bclass (\w+) extends (?:\w*Error|\w+Conflict|Refusal)\b/g;

/** Of all classes of ours that are errors: a failure is told by the name of its class. */
function errorNames(): string[] {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(path.join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => path.join(packageRoot(), folder, name)),
  );
  return files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(DECLARED)].map(([, name]) => name ?? ''));
}

it.runIf(existsSync(built('rest.cjs')))('an error has the name of its class in the built files, too', () => {
  const text = ['program.cjs', 'rest.cjs'].map((name) => readFileSync(built(name), 'latin1')).join('\n');
  const names = errorNames();
  expect(names.length).toBeGreaterThan(20);
  const isCalledSo = (name: string): boolean =>
    new RegExp(`\\b(?:${name}\\s*=\\s*class|class\\s+${name})\\s+extends\\b`).test(text);
  expect(names.filter((name) => !isCalledSo(name))).toEqual([]);
});
