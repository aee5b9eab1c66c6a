// Changes keys of the workspace's millrace.toml: whole or not at all, and never to something that is wrong.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clipped } from '../../core/contracts/limits.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { readConfig } from '../../core/plan/sources/config.js';
import type { Diagnostic } from '../../core/plan/diagnostics.js';
import type { SourceFile } from '../../core/plan/sources/read.js';
import { type Edit, editToml, valueAt } from '../../core/toml/edit.js';
import { linesOf } from '../../core/toml/lines.js';
import { inlineToml, type TomlData, tomlKey } from '../../core/toml/render.js';
import { parsed } from '../../core/toml/statements.js';
import { compileSources, diagnosed, noteAll } from '../compile.js';
import { knownKey } from './effective.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { shown } from '../../read/files.js';
import { readConfigFile, readSources } from '../../read/sources.js';
import { type Written, writingGround } from '../trust/writing.js';

/** What came of one edit; values are effective ones, null = not set. */
interface Change {
  key: string;
  before: TomlData | null;
  after: TomlData | null;
  /** Where it stands now; null = nowhere, the default holds. */
  line: number | null;
}

const LATER =
  'A worker that runs goes on with the old setting; `millrace config reload` or its next start takes the new one.';

/**
 * Makes all edits of the first of `wishes` that leaves the configuration sound. Exit 1, and nothing changed, when none
 * does: the faults are those of the first one. A fault that was there before is none of this change.
 */
export async function changeConfig(context: Context, ...wishes: [Edit[], ...Edit[][]]): Promise<Result> {
  const { dir, id } = await identify(context);
  if (context.dryRun) return (await changeNow(context, dir, wishes)).value;
  const { holding } = await import('../../disk/store/lock.js');
  const { stateHome } = await import('../../worker/state-home.js');
  const lock = join(stateHome(context.env), id, 'config.lock');
  return holding(lock, runtimePaths.config, () =>
    writingGround(context, dir, 'config', () => changeNow(context, dir, wishes)),
  );
}

async function changeNow(context: Context, dir: string, wishes: readonly Edit[][]): Promise<Written<Result>> {
  // A file that cannot be read is an error here, and not an empty one to be written over.
  const sources = { ...readSources(dir), config: readConfigFile(dir, null) };
  const before = await compileSources(sources);
  const refusals: Error[] = [];
  for (const edits of wishes) {
    const config = { ...sources.config, text: edited(sources.config, edits, before.diagnostics) };
    const after = await compileSources({ ...sources, config });
    const came = after.diagnostics.filter((one) => one.file === config.path && !isIn(before.diagnostics, one));
    if (came.some(isError)) {
      refusals.push(diagnosed('bad_config', `${config.path} stays as it is: the change would make it wrong.`, came));
      continue;
    }
    const isChange = config.text !== sources.config.text;
    if (isChange && !context.dryRun) await write(shown(dir, runtimePaths.config), config.text);
    noteAll(context, came);
    const changes = isChange ? [{ path: runtimePaths.config, content: config.text }] : [];
    return { value: answer(sources.config, config, edits), changes, from: sources.config.text };
  }
  throw refusals[0] ?? new Error('a change without a wish');
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const isIn = (all: readonly Diagnostic[], { code, message }: Diagnostic): boolean =>
  all.some((one) => one.code === code && one.message === message);

function edited({ path, text }: SourceFile, edits: readonly Edit[], known: readonly Diagnostic[]): string {
  if (parsed(text) === null) {
    const faults = known.filter((one) => one.file === path && isError(one));
    throw diagnosed('bad_config', `${path} is not TOML, and so no key of it can be changed.`, faults);
  }
  return edits.reduce((toml, edit) => {
    const next = editToml(toml, edit);
    if (next !== null) return next;
    const key = tomlKey(edit.path);
    knownKey(key);
    throw failed(
      'cannot_edit',
      `${key} cannot be changed without rewriting more of ${path}.`,
      'Change it in that file.',
    );
  }, text);
}

/** A file that is a link is changed where it lies; who may read it stays as it is. */
async function write(file: string, text: string): Promise<void> {
  const { writeAtomic } = await import('../../disk/write.js');
  if (!existsSync(file)) return writeAtomic(file, text);
  const real = realpathSync(file);
  return writeAtomic(real, text, { fsync: true, mode: statSync(real).mode & 0o777 });
}

function answer(before: SourceFile, after: SourceFile, edits: readonly Edit[]): Result {
  const [old, now] = [effective(before), effective(after)];
  const lines = linesOf(after.text);
  const changes = edits.map(({ path }): Change => {
    const line = lines.get(path.join('.')) ?? null;
    return { key: tomlKey(path), before: valueAt(old, path) ?? null, after: valueAt(now, path) ?? null, line };
  });
  const changed = before.text !== after.text;
  const said = changed
    ? [...changes.map((one) => changeText(one, after.path)), LATER]
    : ['It is so already; nothing was changed.'];
  return { data: { file: after.path, changed, changes }, lines: said };
}

/** A configuration that is wrong elsewhere has no effective values. */
const effective = ({ path, text }: SourceFile): TomlData | undefined =>
  (readConfig(path, text, []) ?? undefined) as TomlData | undefined;

/** A whole table would fill the screen. */
const VALUE_WIDTH = 200;
const valueText = (value: TomlData): string => clipped(inlineToml(value), VALUE_WIDTH);

function changeText({ key, before, after, line }: Change, file: string): string {
  const was = before === null ? '' : ` (was ${valueText(before)})`;
  if (line !== null) return `${key} = ${after === null ? 'changed' : valueText(after)}${was}, in ${file}:${line}`;
  return after === null ? `${key} is not set any more${was}.` : `${key} = ${valueText(after)}, the default${was}.`;
}
