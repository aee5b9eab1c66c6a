// A small package in a temporary folder, with this package's rules and dependencies, to break the rules in.
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Tree {
  dir: string;
  /** Runs a script with this Node inside the tree, without standard input; a failure is an answer too. */
  node(script: string, args: string[]): Promise<{ stdout: string; stderr: string; exitCode: number | undefined }>;
  remove(): void;
}

/**
 * @param files texts by path within the tree
 * @param copied files of this package that the tree takes over, by path
 */
export function plantTree(files: Record<string, string>, copied: string[]): Tree {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-check-')));
  const place = (file: string): string => {
    mkdirSync(path.join(dir, path.dirname(file)), { recursive: true });
    return path.join(dir, file);
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(place(file), text);
  for (const file of copied) copyFileSync(path.join(ROOT, file), place(file));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'));
  return {
    dir,
    node: async (script, args) => {
      const { stdout, stderr, exitCode } = await execa(process.execPath, [script, ...args], {
        cwd: dir,
        stdin: 'ignore',
        reject: false,
      });
      return { stdout, stderr, exitCode };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
