// On which line of a TOML file each thing is said first.
import { type Statement, statementsOf } from './statements.js';

/** By dotted name, as diagnostics write it; lines from 1. `toml` has to be sound. */
export function linesOf(toml: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const statement of statementsOf(toml)) {
    for (const name of namesIn(statement)) if (!lines.has(name)) lines.set(name, statement.from + 1);
  }
  return lines;
}

/** The line of a name, else of what it is in. */
export function nearestLine(lines: ReadonlyMap<string, number>, name: string): number | undefined {
  for (let rest = name; rest !== ''; rest = rest.slice(0, Math.max(0, rest.lastIndexOf('.')))) {
    const line = lines.get(rest);
    if (line !== undefined) return line;
  }
  return undefined;
}

function namesIn({ kind, table, value }: Statement): string[] {
  if (kind !== 'key') return table.map((_name, at) => table.slice(0, at + 1).join('.'));
  return below(table.join('.'), value);
}

function below(prefix: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return [name, ...below(name, one)];
  });
}
