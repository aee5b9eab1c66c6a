// What a learning stage left on its desk, judged and filed as at the end of the stage.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkEffects } from '../../activities/stage/effects.js';
import { settleEmissions } from '../../activities/stage/settle.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { readCandidate, type SkillCandidate } from '../../core/learning/candidate.js';
import { putText } from '../../disk/store/texts.js';
import { compileShipped } from '../support/plan.js';
import { stageRequest } from '../support/stage-request.js';
import { succeeded } from '../support/succeeded.js';
import { collected, type Room } from './room.js';

export const skillText = (id: string, body = 'Do it well.'): string =>
  `---\nname: ${id}\ndescription: How to ${id}.\n---\n\n# To ${id}\n\n${body}\n`;

const asked = `# Learn

Learning-Request-ID: L-1
Requested-Action: improve
Target-Skill-ID: care
Created-At: 2026-01-01T00:00:00Z
Created-By: tester

Originating-Run-IDs:
- run-11
`;

/** A request of the shipped stage. `number`: of the stage, so that several have desks of their own; `evidence`: lines of its document. */
export async function learningRequest(
  room: Room,
  kind: 'curator' | 'librarian',
  number = 1,
  evidence: readonly string[] = [],
): Promise<StageRunRequest> {
  const { routes: _routes, ...node } =
    compileShipped('', 'learning_codex').named.plan.planes.learning?.nodes[kind] ?? never();
  const bound = evidence.length === 0 ? '' : `\nArtifact-Digests:\n${evidence.map((line) => `- ${line}\n`).join('')}`;
  const sha256 = await putText(room.state, asked + bound);
  return stageRequest({
    ...node,
    ...{ plane: 'learning', node: kind, stageNumber: number, form: { chance: 'ahead' } },
    requestId: `request-${String(number).padStart(32, '0')}`,
    item: { family: 'learning_request', id: 'L-1', root: 'backlog', sha256 },
  });
}

function never(): never {
  throw new Error('the mode has no such stage');
}

/** Files of the desk, by their path on it; one with `executable` may be started. */
export type Left = Record<string, string | Uint8Array | { executable: string }>;

export const summary = { 'curator_skill_update_summary.md': 'It says now when to stop.\n' };
export const report = { 'librarian_selection_report.md': 'The plan needs it.\n' };

export const deskOf = (room: Room, { requestId }: StageRunRequest): string => room.at(runtimePaths.desk(requestId));

/** `more`: done to the desk before it is collected. */
export async function judged(room: Room, request: StageRunRequest, files: Left, more?: (desk: string) => void) {
  const desk = deskOf(room, request);
  await mkdir(desk, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(desk, name);
    await mkdir(path.dirname(file), { recursive: true });
    const isProgram = typeof content === 'object' && 'executable' in content;
    await writeFile(file, isProgram ? content.executable : content);
    if (isProgram) await chmod(file, 0o755);
  }
  more?.(desk);
  const left = await collected(room, request);
  const outcome = request.kind === 'curator' ? 'CURATOR_COMPLETE' : 'LIBRARIAN_COMPLETE';
  const verdict = succeeded(outcome);
  const emissions = { documents: [], refused: [], taken: [] };
  return checkEffects({ dirs: room, request, verdict, emissions, left });
}

/** What was filed by it, each with its record. */
export async function filedBy(room: Room, checked: Awaited<ReturnType<typeof judged>>): Promise<SkillCandidate[]> {
  await settleEmissions(room, checked.emissions, 'run-1');
  return candidatesIn(room);
}

export async function candidatesIn(room: Room): Promise<SkillCandidate[]> {
  const names = await room.names(runtimePaths.candidates);
  const texts = await Promise.all(names.map((name) => room.read(`${runtimePaths.candidate(name)}/candidate.json`)));
  return texts.map((text) => readCandidate(text) ?? never());
}
