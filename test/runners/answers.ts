// A model that reads its prompt as the scripted agent does: it has its shell put on the desk what the contract of the stage asks for.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveEvidence } from '../../agents/scripted/evidence.js';
import { makePart, type Part } from '../../agents/scripted/part.js';
import { putFiles } from '../../agents/scripted/put.js';
import { plainEntry, type ScriptEntry } from '../../agents/scripted/script.js';
import { deskFolders } from '../../core/contracts/paths.js';
import type { Plan, PlanNode } from '../../core/contracts/plan.js';
import type { ReadStep } from '../model-server/script.js';
import { stageRequest } from '../support/stage-request.js';

/** By node: what it leaves besides its contract, and its marker. */
export type Played = Readonly<Record<string, Partial<ScriptEntry>>>;

/** The stages of a plan, played in folders below `room`, which is whoever calls' to remove. */
export interface Stages {
  plan: Plan;
  played: Played;
  room: string;
}

/** What the model of every stage says: a command first, then the marker. In order of turns. */
export const answersOf = (stages: Stages): ReadStep[] => [
  (prompt) => ({ reply: 'I leave what is asked for.', shell: commandOf(partOf(stages, prompt), prompt) }),
  (prompt) => {
    const { entry, success, node } = partOf(stages, prompt);
    return { reply: `${node} did its work.\n\n### ${entry.marker ?? success}` };
  },
];

/** The value of a line of the prompt. */
const line = (prompt: string, label: string): string => new RegExp(`^${label}: (.*)$`, 'm').exec(prompt)?.[1] ?? '';

function nodeOf(plan: Plan, prompt: string): [string, PlanNode] {
  const id = line(prompt, 'Node ID');
  const node = Object.values(plan.planes).flatMap((graph) => graph.nodes[id] ?? [])[0];
  if (node === undefined) throw new Error(`the prompt is of no node of the plan: ${id}`);
  return [id, node];
}

/** The stage as its prompt tells it, played in a folder of its own. */
function partOf({ plan, played, room }: Stages, prompt: string): Part {
  const [node, { routes: _routes, ...told }] = nodeOf(plan, prompt);
  const workspaceDir = mkdtempSync(join(room, 'stage-'));
  const [deskDir, promptFile] = [join(workspaceDir, 'desk'), join(workspaceDir, 'prompt.md')];
  mkdirSync(deskDir);
  cpSync(join(line(prompt, 'Run Directory'), deskFolders.earlier), join(deskDir, deskFolders.earlier), {
    recursive: true,
  });
  writeFileSync(promptFile, prompt.replaceAll(line(prompt, 'Run Directory'), deskDir));
  const [family = 'spec', id = line(prompt, 'Closure Target Root Spec ID')] = line(prompt, 'Active Work Item').split(
    ' ',
  );
  const root = /^Root-Spec-ID: (.*)$/m.exec(prompt)?.[1] ?? id;
  const request = stageRequest({
    ...told,
    node,
    runId: line(prompt, 'Run ID'),
    item: { family, id, root, sha256: '' },
  });
  const places = { treeDir: workspaceDir, deskDir, promptFile, lastMessageFile: join(workspaceDir, 'last') };
  return makePart(request, places as Parameters<typeof makePart>[1], { ...plainEntry(), ...played[node] }, null);
}

/** Puts all of it where the prompt says. */
function commandOf(part: Part, prompt: string): string {
  putFiles(part);
  leaveEvidence(part);
  rmSync(join(part.runDir, deskFolders.earlier), { recursive: true });
  return `cp -R ${part.runDir}/. ${line(prompt, 'Run Directory')}/`;
}
