// What the last stages noted, read from their result files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNotes } from '../../read/notes.js';

test('each sentence once, the newest stage first; what is missing or damaged says nothing', () => {
  const dir = mkdtempSync(join(tmpdir(), 'millrace-notes-'));
  const folder = join(dir, 'millrace-agents', 'runs', 'run-1', 'stage_results');
  mkdirSync(folder, { recursive: true });
  const write = (request: string, text: string): void => writeFileSync(join(folder, `${request}.json`), text);
  write('request-a', JSON.stringify({ notes: ['Codex is old.', 'Left: 1 (a).'] }));
  write('request-b', JSON.stringify({ notes: ['Codex is old.', 7, 'Left: 4711 (redis-server).'] }));
  write('request-c', '{"notes":');
  const all = ['request-a', 'request-b', 'request-c', 'request-d', ''].map((request) => ({ run: 'run-1', request }));
  expect(readNotes(dir, all)).toEqual(['Codex is old.', 'Left: 4711 (redis-server).', 'Left: 1 (a).']);
  rmSync(dir, { recursive: true });
});
