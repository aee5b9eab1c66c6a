// All assets by id, shipped ones and those of the workspace. A workspace's file replaces the shipped one of the same id.
import type { Diagnostic } from './diagnostics.js';
import { diagnostic } from './diagnostics.js';
import type { Graph } from './graph.js';
import { readGraph } from './graph.js';
import type { Mode } from './mode.js';
import { readMode } from './mode.js';
import type { SourceFile } from './read.js';
import type { StageKind } from './stage-kind.js';
import { readStageKind } from './stage-kind.js';

export interface Library {
  modes: Map<string, Mode>;
  graphs: Map<string, Graph>;
  stages: Map<string, StageKind>;
  skills: Map<string, string>;
}

interface Files {
  modes: SourceFile[];
  graphs: SourceFile[];
  stages: SourceFile[];
  skills: SourceFile[];
}

/** Files come in order: shipped ones first. Two files of one origin with one id are an error. */
export function readLibrary(files: Files, diagnostics: Diagnostic[]): Library {
  return {
    modes: byId(files.modes, readMode, diagnostics),
    graphs: byId(files.graphs, readGraph, diagnostics),
    stages: byId(files.stages, readStageKind, diagnostics),
    skills: new Map(files.skills.map((file) => [skillId(file.path), file.text])),
  };
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
