// What a schema allows at a place, for suggestions and for questions about single keys.
import { z } from 'zod';
import { own } from '../../own.js';

/** Keys of a table and elements of lists, from the outside in. */
export type KeyPath = readonly PropertyKey[];

/** The schema of what is at the path; null when nothing may be there. */
export function schemaAt(schema: z.core.$ZodType, path: KeyPath): z.core.$ZodType | null {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const below = member(bare(schema), key);
  return below === undefined || below instanceof z.ZodNever ? null : schemaAt(below, rest);
}

/** Names that a table may have there; empty where any name will do. */
export function keysAt(schema: z.core.$ZodType, path: KeyPath): string[] {
  const table = bare(schemaAt(schema, path));
  return table instanceof z.ZodObject ? Object.keys(table.shape) : [];
}

/** Whether what is there is a list of tables. */
export function isTableList(schema: z.core.$ZodType | null): boolean {
  const list = bare(schema);
  return list instanceof z.ZodArray && bare(list.element) instanceof z.ZodObject;
}

/** The one sentence that a schema says of the place, or of the nearest one around it. */
export function describedAt(schema: z.core.$ZodType, path: KeyPath): string | null {
  const found = schemaAt(schema, path);
  const said = found instanceof z.ZodType ? found.description : undefined;
  return said ?? (path.length === 0 ? null : describedAt(schema, path.slice(0, -1)));
}

function member(schema: z.core.$ZodType | null, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    return own<z.core.$ZodType>(schema.shape, String(key)) ?? schema.def.catchall;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

/** Without what only says what happens when nothing is written. */
function bare(schema: z.core.$ZodType | null): z.core.$ZodType | null {
  if (schema instanceof z.ZodPipe) return bare(schema.in);
  const wrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wrapped ? bare(schema.unwrap()) : schema;
}
