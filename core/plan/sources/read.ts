// Reading TOML against a schema: syntax errors name their line, schema errors their field, and all are reported at once.
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { DEEPEST, isDeeperThan } from '../../depth.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';
import { issueDiagnostics } from './issues.js';

/** A file as the caller found it. `path` is what messages show. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Null when anything was wrong; the diagnostics say what. `firstLine`: line of the file at which `toml` begins. */
export function readToml<T>(
  schema: z.ZodType<T>,
  path: string,
  toml: string,
  diagnostics: Diagnostic[],
  firstLine = 1,
): T | null {
  const table = parseToml(path, toml, diagnostics, firstLine);
  if (table === null) return null;
  const setter = pathOfSetter(table);
  if (setter !== null) {
    const field = setter.join('.');
    diagnostics.push(diagnostic('MR1002', path, `${field}: __proto__ cannot be a name: choose another one`, { field }));
    return null;
  }
  const result = schema.safeParse(table, { reportInput: true });
  if (result.success) return result.data;
  diagnostics.push(...result.error.issues.flatMap((issue) => issueDiagnostics(schema, path, issue)));
  return null;
}

/** In characters: reading more would cost more than it can say. */
const MOST = 200_000;

/** Where a key is called `__proto__`, which schemas pass over in silence; null when none is. */
function pathOfSetter(value: unknown): string[] | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const below = key === '__proto__' ? [] : pathOfSetter(inner);
    if (below !== null) return [key, ...below];
  }
  return null;
}

function parseToml(path: string, toml: string, diagnostics: Diagnostic[], firstLine: number): unknown {
  const refuse = (message: string): null => {
    diagnostics.push(diagnostic('MR1001', path, message, { line: firstLine }));
    return null;
  };
  if (toml.length > MOST) return refuse(`It has ${toml.length} characters of TOML; at most ${MOST} are read.`);
  try {
    const table = parse(toml, { maxDepth: DEEPEST });
    // Names with dots make tables in tables too.
    return isDeeperThan(DEEPEST, table) ? refuse(`It has values in more than ${DEEPEST} tables and lists.`) : table;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split('\n')[0] ?? 'Invalid TOML';
    diagnostics.push(diagnostic('MR1001', path, message, { line: error.line + firstLine - 1 }));
    return null;
  }
}

export interface FrontMatter {
  toml: string;
  /** Everything below the closing line. */
  body: string;
}

/** Splits `+++` front matter from the text below it. */
export function splitFrontMatter(file: SourceFile, diagnostics: Diagnostic[]): FrontMatter | null {
  const match = /^\uFEFF?\+\+\+\r?\n([\s\S]*?)\r?\n\+\+\+\r?\n?([\s\S]*)$/.exec(file.text);
  if (match === null) {
    diagnostics.push(
      diagnostic('MR1003', file.path, 'The file has no front matter between two lines `+++`.', { line: 1 }),
    );
    return null;
  }
  return { toml: match[1] ?? '', body: (match[2] ?? '').trim() };
}
