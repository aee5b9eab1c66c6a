// The shipped plan, compiled from the assets, for tests that need a real one.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RUNNER_KINDS } from '../../agents/kinds.js';
import type { Compiled, Sources } from '../../core/plan/compile.js';
import { compile } from '../../core/plan/compile.js';
import { packageRoot } from '../../disk/package-root.js';
import type { SourceFile } from '../../core/plan/sources/read.js';

const assets = `${path.join(packageRoot(), 'assets')}/`;

const filesOf = (folder: string): SourceFile[] =>
  readdirSync(`${assets}${folder}`).map((name) => read(`${folder}/${name}`));

const read = (name: string): SourceFile => ({ path: `assets/${name}`, text: readFileSync(`${assets}${name}`, 'utf8') });

export function shippedSources(config = ''): Sources {
  const skills = readdirSync(`${assets}skills`).map((name) => read(`skills/${name}/SKILL.md`));
  return {
    modes: filesOf('modes'),
    graphs: filesOf('graphs'),
    stages: filesOf('stages'),
    skills,
    families: [],
    artifacts: [read('artifacts.toml')],
    config: { path: 'millrace.toml', text: config },
  };
}

/** Compiles the shipped assets with a configuration; throws with the diagnostics when that fails. */
export function compileShipped(config = '', mode?: string): Compiled & { named: NonNullable<Compiled['named']> } {
  const runners = RUNNER_KINDS.map(({ name }) => name);
  const compiled = compile(shippedSources(config), { runners, ...(mode === undefined ? {} : { mode }) });
  if (compiled.named === null) throw new Error(JSON.stringify(compiled.diagnostics, null, 1));
  return { ...compiled, named: compiled.named };
}
