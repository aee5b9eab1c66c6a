// What another system asks a stage, as our own scripted agent is asked: read from the lines `Label: value` of its request.
import { readText } from '../../agents/files.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { own } from '../../core/own.js';

/** Files of the campaign that its stand-in reads. */
export const NODES_FILE = 'nodes.json';
export const SCRIPT_FILE = 'script.json';

/** By node, what a stage may end with. */
export type Nodes = Record<string, Pick<StageRunRequest, 'kind' | 'outcomes'>>;

/** Labels in lower case, words joined by `_`; without what is `none`. */
export type Lines = ReadonlyMap<string, string>;

export function linesOf(prompt: string): Lines {
  const found = [...prompt.matchAll(/^(?:- )?([A-Z][A-Za-z ]*): (.+)$/gm)];
  const lines = found.map(([, label = '', value = '']): [string, string] => [
    label.toLowerCase().replaceAll(' ', '_'),
    value.trim(),
  ]);
  return new Map(lines.filter(([, value]) => !/^none(?:\W+none)*$/.test(value)));
}

/** As much of a request as the scripted agent reads. */
export function requestOf(lines: Lines, nodes: Nodes): StageRunRequest {
  const value = (name: string): string => lines.get(name) ?? '';
  const node = value('node_id');
  const root = value('closure_target_root_spec_id') || rootIn(value('active_work_item_path'));
  const [, family = 'spec', id = root] = /^([a-z_]+)[\s/:]+(\S+)$/.exec(value('active_work_item')) ?? [];
  const item = { id, family, root, sha256: '' };
  const contract = own(nodes, node) ?? { kind: node, outcomes: {} };
  const ids = { requestId: value('request_id'), runId: value('run_id') };
  return { node, ...contract, ...ids, item, emits: [] } as unknown as StageRunRequest;
}

/** The root that a document names. */
const rootIn = (file: string): string => /^Root-Spec-ID: (.+)$/m.exec(readText(file) ?? '')?.[1]?.trim() ?? '';
