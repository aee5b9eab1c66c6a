// What a JSON Schema of docs/schemas/ has against an answer.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../disk/package-root.js';

/** Sentences, each with its place; none where the answer has the form. `name`: of the file, without `.json`. */
export function againstSchema(name: string, value: unknown): string[] {
  const text = readFileSync(path.join(packageRoot(), 'docs', 'schemas', `${name}.json`), 'utf8');
  const schema = z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
  const found = schema.safeParse(value);
  return found.success
    ? []
    : found.error.issues.map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`);
}
