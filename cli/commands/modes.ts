// `modes list`: what a plan can be made from. Works outside of a workspace too, with the shipped modes.
import type { Diagnostic } from '../../core/plan/diagnostics.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError } from '../errors.js';
import { readSources } from '../read/sources.js';
import { table } from '../render/table.js';

export async function list(context: Context): Promise<Result> {
  const { readLibrary } = await import('../../core/plan/library.js');
  const diagnostics: Diagnostic[] = [];
  const library = readLibrary(readSources(workspaceOrNull(context)), diagnostics);
  for (const { file, message } of diagnostics) context.note(`${file}: ${message}`);
  const modes = [...library.modes.values()].map(({ id, aliases, planes, path }) => ({ id, aliases, planes, path }));
  const rows = modes.map(({ id, aliases, planes, path }) => {
    const graphs = Object.entries(planes).map(([plane, graph]) => `${plane}: ${graph}`);
    return [id, aliases.join(', ') || '-', graphs.join(', '), path];
  });
  return { data: { modes }, lines: table(rows, ['MODE', 'ALSO', 'GRAPHS', 'FILE']) };
}

function workspaceOrNull(context: Context): string | null {
  try {
    return findWorkspace(context);
  } catch (error) {
    if (error instanceof CliError && context.given === null) return null;
    throw error;
  }
}
