// Where skills are: every folder with a SKILL.md below `skills/`, nested ones too. A skill holds no further skill.
import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEEPEST = 5;

/** Paths such as `skills/care`, relative to `folder`, sorted. Linked folders are named and not looked through. */
export const skillFolders = (folder: string): string[] => below(folder, 'skills', DEEPEST).sort();

function below(folder: string, path: string, depth: number): string[] {
  if (depth === 0) return [];
  return entriesOf(join(folder, path)).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    if (existsSync(join(folder, inner, 'SKILL.md'))) return [inner];
    return entry.isDirectory() ? below(folder, inner, depth - 1) : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
