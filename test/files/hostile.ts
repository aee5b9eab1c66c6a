// A workspace in which every text that a document, an agent or a file name can bring holds what would steer a terminal.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runtimePaths } from '../../core/contracts/paths.js';
import { put } from '../../core/own.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, type Room } from './room.js';
import { entriesOfStory } from './story.js';

/** What a line of ours would be called by, if a text could begin one. */
export const FORGED = 'items     0 active';

const PARTS = [
  ...['\u001b]0;PWN\u0007', '\u001b[31mRED', '\u001b[35m', '\u009b31m', '\u009d0;x\u009c', '\u001bPq\u001b\\'],
  ...['\u202e', '\u2066', '\u061c', '\u200b', '\u2060', '\ufeff', '\u{e0041}', '\ud800', '\u007f', '\b\b', '\u0000'],
  ...['\n', '\r', '\u2028', '\u0085', '\v', '\r\n'].map((end) => `${end}${FORGED}`),
];

/** Some of the parts, by a seed. A file name holds neither a slash nor a zero. */
export function hostileText(seed: number): string {
  const parts = PARTS.filter((_, at) => ((seed * 2_654_435_761) >>> (at % 31)) % 2 === 0);
  return `x${parts.join('y')}z`;
}
const asName = (text: string): string => text.replaceAll('\0', '').slice(0, 60);

export async function hostileRoom(seed: number): Promise<Room> {
  const room = await makeRoom();
  const text = hostileText(seed);
  const name = asName(text);
  await room.apply(...(await entriesOfStory(room)));
  poisonAll(room.at('.'), text, seed);
  await room.drop('tasks/queue/t1.md', taskText('t1', `Summary: ${text}`).replace('# ', `# ${text} `));
  await room.drop(`tasks/queue/bad${name}.md`, '# bad\n');
  await room.drop(`tasks/blocked/b${name}.md`, `# ${text}\n`);
  await room.drop(`tasks/queue/q${name}.md.invalid`, '# bad\n');
  const line = { at: text, source_name: text, quarantine_name: `q${name}.md.invalid`, error: text, sha256: null };
  await room.drop(`tasks/queue/${runtimePaths.invalidLog}`, `${JSON.stringify(line)}\n`);
  await room.drop(`ideas/inbox/i${name}.md`, text);
  await room.drop(
    `skills/s1/SKILL.md`,
    `---\nname: ${JSON.stringify(text)}\ndescription: ${JSON.stringify(text)}\n---\n`,
  );
  await room.drop(`skills/s2/SKILL.md`, `---\nname: s2\ndescription: ${JSON.stringify(text)}\n---\n# ${text}\n`);
  await room.drop(`skills/s${name}/SKILL.md`, `---\n${text}: [\n---\n`);
  await room.drop(`modes/m${name}.toml`, `id = ${JSON.stringify(text)}\n`);
  const trouble = { workflow: text, attempt: 3, cause: text, activity: text };
  await room.drop(runtimePaths.troubles, JSON.stringify([trouble]));
  await room.drop(runtimePaths.binding, JSON.stringify({ kind: 'remote', address: text, namespace: text }));
  const target = { root_spec_id: text, state: 'parked', reason: text, remediation_rounds: 1, opened_at: text };
  await room.drop(runtimePaths.target('t'), JSON.stringify(target));
  await room.drop(runtimePaths.asked('a'), JSON.stringify(approval(text)));
  for (const run of ['run-1', `run-${name}`]) writeRun(room, run, text);
  return room;
}

const approval = (text: string): object => ({
  ...{ approval_id: text, status: 'pending', capabilities: [text], node_id: text, work_item_kind: text },
  ...{ work_item_id: text, root_spec_id: text, created_at: text, expires_at: text },
  grant: { digest: text, plan_digest: text, work_item_sha256: text, runner: text, model: text, permission: text },
});

function writeRun(room: Room, run: string, text: string): void {
  const request = 'request-0a1b';
  const folder = room.at(`runs/${run}`);
  mkdirSync(path.join(folder, 'stage_results'), { recursive: true });
  const said = { node_id: text, work_item_family_id: text, work_item_id: text, runner_name: 'codex' };
  const result = {
    ...said,
    terminal_result: text,
    notes: [text],
    completed_at: text,
    metadata: { failure_class: text },
  };
  writeFileSync(path.join(folder, `stage_results/${request}.json`), JSON.stringify(result));
  const invocation = { ...said, started_at: '2026-01-01T00:00:00Z' };
  writeFileSync(path.join(folder, `runner_invocation.${request}.json`), JSON.stringify(invocation));
  writeFileSync(path.join(folder, `runner_stdout.${request}.txt`), `${text}\n### DONE`);
  const item = { type: 'agent_message', id: 'i', text };
  const event = JSON.stringify({ type: 'item.completed', item });
  writeFileSync(path.join(folder, `runner_events.${request}.jsonl`), `${event}\n${text}\n`);
  writeFileSync(path.join(folder, `${asName(text)}${request}`), '');
}

/** Half of all texts in the JSON of the mirror. */
function poisonAll(folder: string, text: string, seed: number): void {
  let count = seed;
  const poisoned = (value: unknown): unknown => {
    if (typeof value === 'string') return (count += 1) % 2 === 0 ? `${value}${text}` : value;
    if (Array.isArray(value)) return value.map(poisoned);
    if (typeof value !== 'object' || value === null) return value;
    const table: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) put(table, key, poisoned(one));
    return table;
  };
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.jsonl?$/.test(entry) || entry === runtimePaths.identity) continue;
    const file = path.join(folder, entry);
    const parts = entry.endsWith('l') ? readFileSync(file, 'utf8').trim().split('\n') : [readFileSync(file, 'utf8')];
    writeFileSync(file, parts.map((part) => `${JSON.stringify(poisoned(JSON.parse(part)))}\n`).join(''));
  }
}
