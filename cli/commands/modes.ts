// `modes list|show`: what a plan can be made from. Works outside of a workspace too, with the shipped modes.
import { PLANES } from '../../core/contracts/families.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { readConfig } from '../../core/plan/sources/config.js';
import { type Diagnostic, didYouMean } from '../../core/plan/diagnostics.js';
import { readLibrary } from '../../core/plan/sources/library.js';
import type { Mode } from '../../core/plan/sources/mode.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, notFound } from '../errors.js';
import { readSources } from '../../read/sources.js';
import { settingLines } from '../plan/setting-text.js';
import { listed } from '../render/listed.js';
import { section, table } from '../render/table.js';

interface ModeView extends Mode {
  origin: 'shipped' | 'workspace';
  /** It is what `runtime.default_mode` names. */
  isDefault: boolean;
}

export async function list(context: Context): Promise<Result> {
  const modes = readModes(context);
  const data = modes.map(({ id, aliases, planes, path, origin, isDefault }) => {
    return { id, aliases, planes, path, origin, isDefault };
  });
  const rows = modes.map(({ id, aliases, planes, origin, isDefault }) => {
    const graphs = PLANES.map((plane) => planes[plane] ?? '-');
    return [isDefault ? '*' : '', id, ...graphs, aliases.join(', ') || '-', origin];
  });
  const headers = ['', 'MODE', ...PLANES.map((plane) => plane.toUpperCase()), 'ALSO', 'ORIGIN'];
  return { data: { modes: data }, lines: [...table(rows, headers), '', '* is the default mode here.'] };
}

/** `given`: id or alias. Exit 4 when there is none of that name. */
export async function show(context: Context, _options: object, given: string): Promise<Result> {
  const modes = readModes(context);
  const mode = modes.find(({ id, aliases }) => id === given || aliases.includes(given));
  if (mode === undefined) {
    const known = modes.flatMap(({ id, aliases }) => [id, ...aliases]);
    throw notFound(
      `There is no mode ${given}.${didYouMean(given, known)}`,
      '`millrace modes list` shows what there is.',
    );
  }
  const facts = [
    ['mode', mode.id + (mode.isDefault ? '  (the default here)' : '')],
    ['about', mode.about || '-'],
    ['also', mode.aliases.join(', ') || '-'],
    ['file', `${mode.path}  (${mode.origin})`],
    ...PLANES.map((plane) => [plane, mode.planes[plane] ?? '-']),
  ];
  return { data: mode, lines: [...table(facts), ...detailLines(mode)] };
}

/** What the lines above do not say, as the file says it: bindings, aliases, triggers, what may run at once. */
const SAID: readonly string[] = ['id', 'about', 'aliases', 'planes', 'path', 'origin', 'isDefault'];

const detailLines = (mode: ModeView): string[] =>
  Object.entries(mode).flatMap(([name, value]) => (SAID.includes(name) ? [] : section(name, settingLines(value))));

function readModes(context: Context): ModeView[] {
  const diagnostics: Diagnostic[] = [];
  const sources = readSources(workspaceOrNull(context));
  const { modes } = readLibrary(sources, diagnostics);
  const fallback = readConfig(sources.config.path, sources.config.text, [])?.runtime.default_mode;
  const told = diagnostics.map(({ file, message }) => `${file}: ${message}`);
  for (const line of listed(told, 50, (count) => `… and ${count} more`)) context.note(line);
  return [...modes.values()].map((mode) => ({
    ...mode,
    origin: mode.path.startsWith(`${RUNTIME_DIR}/`) ? 'workspace' : 'shipped',
    isDefault: fallback !== undefined && [mode.id, ...mode.aliases].includes(fallback),
  }));
}

function workspaceOrNull(context: Context): string | null {
  try {
    return findWorkspace(context);
  } catch (error) {
    if (error instanceof CliError && context.given === null) return null;
    throw error;
  }
}
