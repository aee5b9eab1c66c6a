// What a plan is compiled from: only what lies inside of its origin, and everything else told with its path.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSources } from '../../read/sources.js';

let root: string;
let workspace: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-sources-')));
  workspace = join(root, 'ws');
  put('ws/millrace-agents/millrace.toml', '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function link(target: string, path: string): void {
  const file = join(workspace, 'millrace-agents', path);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  symlinkSync(target, file);
}

const SECRET = 'id = "outside"\nSECRET';

test.each([
  'modes/x.toml',
  'graphs/x.toml',
  'families/x.toml',
  'artifacts.toml',
  'stages/x.md',
  'skills/x/SKILL.md',
  'millrace.toml',
])('%s is refused where it is a link that leads out, and its content is not read', (path) => {
  link(put('outside', SECRET), path);
  const sources = readSources(workspace);
  const file = `millrace-agents/${path}`;
  expect(sources.unread).toEqual([expect.objectContaining({ code: 'MR1070', severity: 'error', file })]);
  expect(JSON.stringify(sources)).not.toContain('SECRET');
});

test.each(['modes', 'graphs', 'stages', 'skills', 'skills/far', 'skills/deep/far'])(
  'the folder %s is refused where it is a link that leads out',
  (path) => {
    for (const name of ['x.toml', 'x.md', 'SKILL.md', 'x/SKILL.md']) put(`elsewhere/${name}`, SECRET);
    link(join(root, 'elsewhere'), path);
    const sources = readSources(workspace);
    expect(sources.unread).toEqual([expect.objectContaining({ code: 'MR1070' })]);
    expect(JSON.stringify(sources)).not.toContain('SECRET');
  },
);

test('a link that stays inside is followed', () => {
  link(put('ws/prompts/stage.md', 'text'), 'stages/x.md');
  const sources = readSources(workspace);
  expect(sources.unread).toEqual([]);
  expect(sources.stages).toContainEqual({ path: 'millrace-agents/stages/x.md', text: 'text' });
});

test('what is no text is told and left out, and all of it at once', () => {
  link(join(root, 'nowhere'), 'modes/lost.toml');
  mkdirSync(join(workspace, 'millrace-agents', 'graphs', 'folder.toml'), { recursive: true });
  put('ws/millrace-agents/stages', 'a file in place of a folder');
  put('ws/millrace-agents/skills/big/SKILL.md', 'x'.repeat(1024 * 1024 + 1));
  const { unread } = readSources(workspace);
  expect(unread?.map(({ code, file }) => `${code} ${file}`)).toEqual([
    'MR1071 millrace-agents/modes/lost.toml',
    'MR1071 millrace-agents/graphs/folder.toml',
    'MR1071 millrace-agents/stages',
    'MR1071 millrace-agents/skills/big/SKILL.md',
  ]);
});

test('skills are found in folders of folders, and two of one name are refused', () => {
  put('ws/millrace-agents/skills/team/care/SKILL.md', 'care');
  const one = readSources(workspace);
  expect(one.skills).toContainEqual({ path: 'millrace-agents/skills/team/care/SKILL.md', text: 'care' });
  put('ws/millrace-agents/skills/care/SKILL.md', 'other');
  const { unread } = readSources(workspace);
  expect(unread).toEqual([expect.objectContaining({ code: 'MR1072', file: 'millrace-agents/skills/team/care' })]);
});
