// What people read of a stage is as it was written, whoever changed it meanwhile; what nobody changed is left as it is.
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { writeShown } from '../../agents/desk/shown.js';

let workspace: string;
const file = (): string => path.join(workspace, 'millrace-agents/runs/run-1/prompt.md');
const show = (text: string): string[] => writeShown(workspace, 'runs/run-1/prompt.md', text);

beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'shown-'));
  mkdirSync(path.join(workspace, 'millrace-agents'));
  show('text');
  return () => rmSync(workspace, { recursive: true, force: true });
});

it('the same text once more is not written', () => {
  const { ino } = statSync(file());
  expect(show('text')).toEqual([]);
  expect(statSync(file()).ino).toBe(ino);
});

it('what somebody changed is as it was', () => {
  writeFileSync(file(), 'textx');
  show('text');
  expect(readFileSync(file(), 'utf8')).toBe('text');
});

it('a link to the same text is moved aside', () => {
  const other = path.join(workspace, 'other');
  linkSync(file(), other);
  rmSync(file());
  symlinkSync(other, file());
  expect(show('text')).toEqual([`${file()}.foreign`]);
  expect(readFileSync(file(), 'utf8')).toBe('text');
});
