// How often a skill was used is counted from the results of stages: each request once, whatever is written anew, and by the text that it had.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeStageResult } from '../../activities/stage/outcome.js';
import * as commands from '../../cli/commands/skills.js';
import { createContext } from '../../cli/context.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import type { StageOutcome } from '../../core/contracts/stage.js';
import { readUsage, usageOf } from '../../read/skill-usage.js';
import { stageRequest } from '../support/stage-request.js';
import { skillText } from './learned.js';
import { makeRoom, type Room } from './room.js';

const NOW = skillText('care', 'Now.');
const skills = (text: string) => [{ id: 'care', sha256: sha256Hex(text) }];

/** The result of a stage that had the skill, as the runtime writes it. */
function ended(
  room: Room,
  number: number,
  change: Partial<StageOutcome> = {},
  { text = NOW, runner = 'codex_cli' } = {},
) {
  const request = stageRequest({
    ...{ skills: skills(text), form: { chance: 'ahead' } },
    ...{ requestId: `request-${number}`, runId: `run-${number % 2}` },
  });
  const outcome: StageOutcome = {
    ...{ outcome: 'BUILDER_COMPLETE', resultClass: 'success', failureClass: null, origin: 'agent', detail: '' },
    ...{ retryAt: null, requestId: request.requestId, usage: null, emitted: [], artifacts: [], notes: [] },
    ...{ startedAt: '2026-01-01T00:00:00Z', endedAt: `2026-01-0${number}T00:00:00Z` },
    ...change,
  };
  writeStageResult(room, request, runner, { outcome, emissions: { documents: [], refused: [], taken: [] } });
}

const blocked = { outcome: 'BLOCKED', resultClass: 'blocked' } as const;

async function used(): Promise<Room> {
  const room = await makeRoom();
  ended(room, 1);
  ended(room, 2, blocked);
  ended(room, 3, {}, { text: skillText('care', 'Before.') });
  ended(room, 4, {}, { runner: 'scripted' });
  ended(room, 5, { ...blocked, said: 'BUILDER_COMPLETE', failureClass: 'artifact_missing', origin: 'runner' });
  ended(room, 6, { ...blocked, failureClass: 'network_unavailable', origin: 'environment' });
  return room;
}

it('counts stages that had an agent, by outcome and by text, and rehearsals apart', async () => {
  const room = await used();
  const usage = readUsage(room.workspace);
  expect(usageOf(usage, 'care')).toEqual({
    ...{ used: 4, well: 2, rehearsed: 1, last: '2026-01-05T00:00:00Z' },
    outcomes: { BUILDER_COMPLETE: 3, BLOCKED: 1 },
  });
  expect(usage.get('care')?.get(sha256Hex(NOW))).toMatchObject({ used: 3, well: 1 });
  expect(usageOf(usage, 'constructor').used).toBe(0);
});

it('counts nothing twice, and passes over what is no result', async () => {
  const room = await used();
  const before = usageOf(readUsage(room.workspace), 'care');
  ended(room, 1);
  const result = await room.read('runs/run-1/stage_results/request-1.json');
  const odd: [string, string][] = [
    ['runs/run-9/stage_results/request-1.json', result],
    ['runs/run-9/stage_results/torn.json', result.slice(0, 99)],
    ['runs/run-9/stage_results/list.json', '{"skills": [1, null, {}], "request_id": "x", "runner_name": "scripted"}'],
    ['runs/run-9/stage_results/older.json', '{"request_id": "y", "result_class": "success"}'],
  ];
  for (const [file, text] of odd) await room.drop(file, text);
  expect(usageOf(readUsage(room.workspace), 'care')).toEqual(before);
});

it('is shown with the revision of the text that is there, and is gone with the runs', async () => {
  const room = await used();
  await room.drop('skills/care/SKILL.md', NOW);
  const context = { ...createContext({ workspace: room.workspace }), cwd: room.workspace };
  const list = (await commands.list(context)).lines.join('\n');
  expect(list).toMatch(
    new RegExp(`^care +workspace +${sha256Hex(NOW).slice(0, 12)} +4, 2 not well; 1 rehearsed +How to care`, 'm'),
  );
  const shown = (await commands.show(context, {}, 'care')).lines.join('\n');
  expect(shown).toMatch(/^used +4, 2 not well; 1 rehearsed \(BUILDER_COMPLETE 3, BLOCKED 1\)$/m);
  expect(shown).toMatch(/^of this text +3, 2 not well; 1 rehearsed/m);
  writeFileSync(room.at('skills/care/SKILL.md'), skillText('care', 'Newer.'));
  expect((await commands.show(context, {}, 'care')).lines.join('\n')).toMatch(/^of this text +0$/m);
  rmSync(path.dirname(room.at('runs/x')), { recursive: true });
  expect((await commands.list(context)).lines.join('\n')).toMatch(/^care +workspace +[0-9a-f]{12} +0 /m);
});
