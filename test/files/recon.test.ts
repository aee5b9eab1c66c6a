// What Recon leaves is checked before anything is written, and then applied once.
import { describe, expect, it } from 'vitest';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { settleEmissions } from '../../activities/stage/settle.js';
import { checkEffects } from '../../activities/stage/effects.js';
import { getText } from '../../disk/store/texts.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { stageRequest } from '../support/stage-request.js';
import { succeeded } from '../support/succeeded.js';
import { taskText } from '../support/task-text.js';
import { collected, makeRoom, type Room, specText } from './room.js';

const DESK = runtimePaths.desk(stageRequest().requestId);

const packet = (decision: string, target: string, emitted = ''): string => `# Packet

Recon-Packet-ID: rp-1
Probe-ID: p1
Decision: ${decision}
Handoff-Target: ${target}
Confidence: high
Risk-Level: low
Request-Summary: x
Interpreted-Goal: y
${emitted}
Created-At: 2026-01-01T00:00:00Z
Created-By: recon
Relevant-Paths:
- src/a.txt | main file
Semantic-Invariants:
- none
`;

const TO_TASK = packet('to_execution', 'execution', 'Emitted-Task-ID: t1');
const TO_SPEC = packet('to_planning', 'planning', 'Emitted-Spec-ID: s1');

async function check(room: Room, outcome: string, files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) await room.drop(`${DESK}/${file}`, text);
  const request = stageRequest({
    ...{ node: 'recon', kind: 'recon', emits: ['task', 'spec'], effects: { [outcome]: 'recon_handoff' } },
    item: { family: 'probe', id: 'p1', root: 'backlog', sha256: 'a'.repeat(64) },
  });
  const left = await collected(room, request);
  const emitter = {
    outbox: left.outbox,
    node: 'recon',
    families: request.emits,
    root: 'backlog',
    limit: 50,
    before: new Set<string>(),
  };
  const found = await collectEmissions(room, emitter);
  const verdict = succeeded(outcome);
  return checkEffects({ dirs: room, request, verdict, emissions: found, left });
}

describe('a handoff', () => {
  it.each([
    ['the outbox', 'outbox/t1.md', taskText('t1')],
    ["the reference's Markdown", 'generated_task.md', taskText('t1')],
    [
      "the reference's JSON",
      'generated_task.json',
      JSON.stringify({
        ...{ task_id: 't1', title: 'T', created_at: '2026-01-01T00:00:00Z', created_by: 'recon', target_paths: ['a'] },
        ...{ acceptance: ['a'], required_checks: ['a'], references: ['a'], risk: ['a'] },
      }),
    ],
  ])('of a task from %s is one document with its origin, and the packet is filed', async (_, file, text) => {
    const room = await makeRoom();
    const checked = await check(room, 'RECON_TO_EXECUTION', { 'recon_packet.md': TO_TASK, [file]: text });
    expect(checked.verdict).toMatchObject({ outcome: 'RECON_TO_EXECUTION', failureClass: null });
    const [ref, ...others] = checked.emissions.documents;
    expect([ref, others]).toMatchObject([{ family: 'task', id: 't1', root: 'backlog', source: 'emission' }, []]);
    const stored = await getText(room.state, ref?.sha256 ?? '');
    expect(stored).toContain('Root-Intake-ID: p1\n');
    expect(stored).toContain('- millrace-agents/recon/packets/rp-1.md\n');
    expect(await room.names('recon/packets')).toEqual([]);
    await settleEmissions(room, checked.emissions, 'run-1');
    await settleEmissions(room, checked.emissions, 'run-1');
    expect(await room.read('recon/packets/rp-1.md')).toBe(TO_TASK);
  });

  it('of a spec is the root of a lineage of its own', async () => {
    const room = await makeRoom();
    const files = { 'recon_packet.md': TO_SPEC, 'generated_spec.md': specText('s1', 'probe') };
    const { emissions } = await check(room, 'RECON_TO_PLANNING', files);
    expect(emissions.documents).toMatchObject([{ family: 'spec', id: 's1', root: 's1' }]);
  });

  it('to nobody brings the packet alone, and what an earlier attempt generated does not count', async () => {
    const room = await makeRoom();
    const files = { 'recon_packet.md': packet('noop', 'noop'), 'generated_task.md': taskText('t1') };
    const { verdict, emissions } = await check(room, 'RECON_NOOP', files);
    expect([verdict.failureClass, emissions.documents]).toEqual([null, []]);
    expect(emissions.filed).toMatchObject([{ path: 'recon/packets/rp-1.md' }]);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['without a packet', 'RECON_NOOP', {}, 'recon_packet.md is not there'],
    ['without its document', 'RECON_TO_EXECUTION', { 'recon_packet.md': TO_TASK }, 'no such document was left'],
    [
      'of another task',
      'RECON_TO_EXECUTION',
      { 'recon_packet.md': TO_TASK, 'generated_task.md': taskText('t2') },
      't2 was left',
    ],
    [
      'with one more',
      'RECON_NOOP',
      { 'recon_packet.md': packet('noop', 'noop'), 'outbox/t1.md': taskText('t1') },
      'task t1',
    ],
    [
      'of a broken task',
      'RECON_TO_EXECUTION',
      { 'recon_packet.md': TO_TASK, 'outbox/t1.md': '# T\n\nTask-ID: t1\n' },
      't1.md was refused',
    ],
    [
      'of broken JSON',
      'RECON_TO_EXECUTION',
      { 'recon_packet.md': TO_TASK, 'generated_task.json': '{' },
      'not valid JSON',
    ],
    [
      'of a spec that is none',
      'RECON_TO_PLANNING',
      { 'recon_packet.md': TO_SPEC, 'outbox/s1.md': taskText('s1') },
      'task s1',
    ],
  ])('%s is a failure of the stage and writes nothing', async (_, outcome, files, words) => {
    const room = await makeRoom();
    const { verdict, emissions } = await check(room, outcome, files);
    expect(verdict).toMatchObject({ outcome: 'BLOCKED', said: outcome, failureClass: 'recon_handoff_invalid' });
    expect(verdict.detail).toContain(words);
    expect(emissions.filed).toBeUndefined();
  });

  it('under the id of an older packet is refused, and the older one stays', async () => {
    const room = await makeRoom();
    await room.drop('recon/packets/rp-1.md', 'older');
    const { verdict } = await check(room, 'RECON_NOOP', { 'recon_packet.md': packet('noop', 'noop') });
    expect(verdict).toMatchObject({ failureClass: 'recon_handoff_invalid', detail: expect.stringContaining('taken') });
  });
});
