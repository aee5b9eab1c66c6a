// What stages of the shop changed in its tree, recorded as the runtime records it: the stages of one task really change files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordingOf } from '../../../activities/stage/recording.js';
import { workspaceGround } from '../../../activities/trees/ground.js';
import { requestOf } from '../../../bench/web/played.js';
import type { Dirs } from '../../../disk/dirs.js';
import { noteChanges } from '../../../disk/store/stage-changes.js';
import { stageRequest } from '../../support/stage-request.js';
import type { Shop } from './shop.js';

/** Id of the task, and what its stages leave in the file, by their number. */
const RECORDED = 'T-207';
const LEFT: Record<number, string> = {
  1: 'export const keyOf = (cart) => cart.id;\n',
  3: 'export const keyOf = (cart, attempt) => `${cart.id}-${attempt}`;\nexport const tries = 3;\n',
};

/** `name`: of the file, relative to the workspace; `text`: what stands in it beside the story. */
export interface Written {
  name: string;
  text: string;
}

/** Completes the stages of the runs by what they changed. */
export async function changesOf(dirs: Dirs, { runs }: Shop, written: Written): Promise<void> {
  const run = runs.find(({ id }) => id === RECORDED);
  for (const [at, stage] of (run?.stages ?? []).entries()) {
    const [number, text] = [at + 1, LEFT[at + 1]];
    if (run === undefined) continue;
    const { root, family, id, run: runId } = run;
    const where = { requestId: requestOf(runId, number), runId, stageNumber: number, lineage: root };
    const item = { family, id, root, sha256: 'a'.repeat(64) };
    const request = stageRequest({ node: stage.node, kind: stage.node, ...where, item });
    const signal = new AbortController().signal;
    const recording = recordingOf(await workspaceGround(dirs), request, { signal, beat: () => undefined });
    if (recording === null) continue;
    await recording.begin();
    if (text !== undefined) put(path.join(dirs.workspace, written.name), `${text}${number === 1 ? written.text : ''}`);
    await recording.end();
    const { changes } = await recording.changes();
    stage.changes = changes;
    const facts = { request: request.requestId, run: runId, node: stage.node, stage: number, attempt: 1 };
    await noteChanges(dirs, { ...facts, at: new Date(stage.to ?? 0).toISOString(), family, id, root, changes });
  }
}

function put(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
