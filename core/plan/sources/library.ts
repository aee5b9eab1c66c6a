// All assets by id, shipped ones and those of the workspace. A workspace's file replaces the shipped one of the same id.
import { EFFECTS } from '../../contracts/registered.js';
import { own } from '../../own.js';
import type { Artifact } from './artifacts.js';
import { readArtifacts } from './artifacts.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { AddedFamily } from './family.js';
import { allHomes, readFamily } from './family.js';
import type { Graph } from './graph.js';
import { readGraph } from './graph.js';
import type { Mode } from './mode.js';
import { readMode } from './mode.js';
import type { SourceFile } from './read.js';
import type { StageKind } from './stage-kind.js';
import { readStageKind, WAYS } from './stage-kind.js';

export interface Library {
  modes: Map<string, Mode>;
  graphs: Map<string, Graph>;
  stages: Map<string, StageKind>;
  skills: Map<string, string>;
  artifacts: Map<string, Artifact>;
  /** Those that the workspace added. */
  families: Map<string, AddedFamily>;
}

interface Files {
  families: SourceFile[];
  artifacts: SourceFile[];
  modes: SourceFile[];
  graphs: SourceFile[];
  stages: SourceFile[];
  skills: SourceFile[];
  unread?: readonly Diagnostic[];
}

/** Files come in order: shipped ones first. Two files of one origin with one id are an error. */
export function readLibrary(files: Files, diagnostics: Diagnostic[]): Library {
  diagnostics.push(...(files.unread ?? []));
  const artifacts = readArtifacts(files.artifacts, diagnostics);
  const stages = byId(files.stages, readStageKind, diagnostics);
  const families = byId(files.families, readFamily, diagnostics);
  const known = Object.keys(allHomes(families));
  for (const kind of stages.values()) {
    checkArtifacts(kind, [...artifacts.keys()], diagnostics);
    checkFamilies(kind, known, diagnostics);
  }
  return {
    modes: byId(files.modes, readMode, diagnostics),
    graphs: byId(files.graphs, readGraph, diagnostics),
    stages,
    skills: new Map(files.skills.map((file) => [skillId(file.path), file.text])),
    artifacts,
    families,
  };
}

function checkFamilies(kind: StageKind, known: string[], diagnostics: Diagnostic[]): void {
  for (const field of ['families', 'emits'] as const) {
    for (const name of kind[field].filter((one) => !known.includes(one))) {
      const message = `There is no family ${name}.${didYouMean(name, known)} Known: ${known.join(', ')}.`;
      diagnostics.push(diagnostic('MR1015', kind.path, message, { field }));
    }
  }
}

function checkArtifacts(kind: StageKind, known: string[], diagnostics: Diagnostic[]): void {
  for (const name of kind.artifacts.filter((one) => !known.includes(one))) {
    const message = `There is no artifact ${name}.${didYouMean(name, known)}`;
    diagnostics.push(diagnostic('MR1032', kind.path, message, { field: 'artifacts' }));
  }
  checkChecked(kind, diagnostics);
  for (const [outcome, effect] of Object.entries(kind.effects)) {
    const missing = own(EFFECTS, effect)?.needs.filter((one) => !kind.artifacts.includes(one)) ?? [];
    if (missing.length === 0) continue;
    const message = `The effect ${effect} needs ${missing.join(' and ')}, which ${kind.id} does not leave.`;
    diagnostics.push(diagnostic('MR1039', kind.path, message, { field: `effects.${outcome}` }));
  }
}

/** What a kind declares is looked at after some outcome of it, by an effect or as required or expected. */
function checkChecked(kind: StageKind, diagnostics: Diagnostic[]): void {
  const named = WAYS.flatMap((way) =>
    Object.entries(kind[way]).flatMap(([outcome, ids]) => ids.map((id) => ({ id, field: `${way}.${outcome}` }))),
  );
  for (const { id, field } of named.filter((one) => !kind.artifacts.includes(one.id))) {
    const message = `${field} names ${id}, which ${kind.id} does not declare.${didYouMean(id, kind.artifacts)}`;
    diagnostics.push(diagnostic('MR1043', kind.path, message, { field }));
  }
  const effects: readonly string[] = Object.values(kind.effects).flatMap((effect) => {
    const { needs, reads } = own(EFFECTS, effect) ?? { needs: [], reads: [] };
    return [...needs, ...reads];
  });
  for (const id of kind.artifacts) {
    if (effects.includes(id) || named.some((one) => one.id === id)) continue;
    const message = `Nothing checks the artifact ${id}: no outcome of ${kind.id} requires or expects it, and no effect reads it.`;
    diagnostics.push(diagnostic('MR1044', kind.path, message, { field: 'artifacts' }));
  }
}

function byId<T extends { id: string; path: string }>(
  files: SourceFile[],
  read: (file: SourceFile, diagnostics: Diagnostic[]) => T | null,
  diagnostics: Diagnostic[],
): Map<string, T> {
  const found = new Map<string, T>();
  for (const file of files) {
    const one = read(file, diagnostics);
    if (one === null) continue;
    const other = found.get(one.id);
    if (other !== undefined && folderOf(other.path) === folderOf(one.path)) {
      diagnostics.push(
        diagnostic('MR1005', file.path, `The id ${one.id} is also used by ${other.path}.`, { field: 'id' }),
      );
    }
    found.set(one.id, one);
  }
  return found;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** `…/skills/<id>/SKILL.md` */
const skillId = (path: string): string => path.split('/').at(-2) ?? path;
