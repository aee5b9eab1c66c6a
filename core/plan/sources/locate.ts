// Diagnostics that name a field get the line on which it stands, or that of the table it would be in.
import { linesOf, nearestLine } from '../../toml/lines.js';
import { parsed } from '../../toml/statements.js';
import type { Diagnostic } from '../diagnostics.js';
import { type SourceFile, splitFrontMatter } from './read.js';

/** `files`: everything the diagnostics may be about. */
export function withLines(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): Diagnostic[] {
  const known = new Map<string, (field: string) => number | undefined>();
  return diagnostics.map((one) => {
    if (one.field === undefined || one.line !== undefined) return one;
    const find = known.get(one.file) ?? finder(files.find((file) => file.path === one.file));
    known.set(one.file, find);
    const line = find(one.field);
    return line === undefined ? one : { ...one, line };
  });
}

/** In characters; where statements of a longer file end would take too long to find. */
const LONGEST = 32_000;

function finder(file: SourceFile | undefined): (field: string) => number | undefined {
  if (file === undefined) return () => undefined;
  const isStage = file.path.endsWith('.md');
  const toml = isStage ? (splitFrontMatter(file, [])?.toml ?? '') : file.text;
  // Front matter begins below its `+++`.
  const lines = toml.length > LONGEST || parsed(toml) === null ? new Map<string, number>() : linesOf(toml);
  return (field) => {
    const line = nearestLine(lines, field);
    return line === undefined || !isStage ? line : line + 1;
  };
}
