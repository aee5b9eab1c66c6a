// An error of the system says what it has to at the price that its kind is worth.
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bare, codeOf } from './errors.js';

const thrownBy = (call: () => unknown): Error => {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

it('what is not there is said without a stack, with its code and path', () => {
  const error = thrownBy(() => bare(() => openSync('/nowhere/at/all', 'r')));
  expect(codeOf(error)).toBe('ENOENT');
  expect(error.message).toContain("'/nowhere/at/all'");
  expect(error.stack).not.toContain('\n    at ');
});

it('what nobody expects has the stack of who asked', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bare-'));
  const asks = (): unknown => bare(() => readFileSync(path.join(folder, 'x'.repeat(300))));
  expect(thrownBy(asks).stack).toContain('at asks');
  rmSync(folder, { recursive: true });
});

it('other errors keep their stacks, and gives what the call gives', () => {
  thrownBy(() => bare(() => openSync('/nowhere/at/all', 'r')));
  expect(new Error('later').stack).toContain('\n    at ');
  expect(bare(() => 3)).toBe(3);
});
