import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCodex } from './binary.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-codex-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(path: string, mode = 0o755): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, '#!/bin/sh\n');
  chmodSync(full, mode);
  return full;
}

/** npm's layout: the wrapper, and a link to it in `.bin`. */
function wrapper(): void {
  const target = program('node_modules/@openai/codex/bin/codex.js');
  mkdirSync(join(root, 'node_modules/.bin'));
  symlinkSync(target, join(root, 'node_modules/.bin/codex'));
}

const triple = process.arch === 'arm64' ? 'aarch64-unknown-linux-musl' : 'x86_64-unknown-linux-musl';
const native = `codex-linux-${process.arch}/vendor/${triple}/bin/codex`;
const onBin = () => findCodex('codex', join(root, 'node_modules/.bin'), root);

describe('findCodex', () => {
  test('a plain program on PATH is taken as it is, the first one wins', () => {
    const first = program('a/codex');
    program('b/codex');
    expect(findCodex('codex', `${root}/none:${root}/a:${root}/b`, '/')).toBe(first);
  });

  test('a file that may not be executed and a folder of that name are passed over', () => {
    program('a/codex', 0o644);
    mkdirSync(join(root, 'b/codex'), { recursive: true });
    expect(findCodex('codex', `${root}/a:${root}/b`, '/')).toBeNull();
  });

  test('a command with a slash is a path, from the given folder', () => {
    const own = program('tools/my-codex');
    expect(findCodex('./tools/my-codex', '', root)).toBe(own);
    expect(findCodex('./tools/none', root, root)).toBeNull();
  });

  test.runIf(process.platform === 'linux')(
    'behind the npm wrapper it is the native program beside it or below it',
    () => {
      wrapper();
      const below = program(`node_modules/@openai/codex/node_modules/@openai/${native}`);
      expect(onBin()).toBe(below);
      const beside = program(`node_modules/@openai/${native}`);
      expect(onBin()).toBe(beside);
    },
  );

  test('a wrapper without a native program is started itself', () => {
    wrapper();
    expect(onBin()).toBe(join(root, 'node_modules/.bin/codex'));
  });
});
