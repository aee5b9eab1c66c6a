// An agent may put out more than there is disk and memory: the beginning and the end are kept, and no more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { keptText } from '../../agents/output/kept.js';
import { KEPT_OUTPUT, SLACK } from '../../agents/output/limits.js';
import { trimmer } from '../../agents/output/trim.js';
import type { RunnerRawResult } from '../../core/contracts/stage.js';
import { makeStand } from './stand.js';

const MIB = 1024 * 1024;
const LIMIT = KEPT_OUTPUT.head + KEPT_OUTPUT.tail;
const built = fileURLToPath(new URL('../../dist/agents/run-stage.js', import.meta.url));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-output-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, `file-${content.length}`);
  writeFileSync(path, content);
  return path;
}

test('of a file the lines at both ends are kept, and the bytes between them are counted', async () => {
  const whole = Array.from({ length: 100 }, (_, at) => `line ${at}\n`).join('');
  expect(await keptText(file(whole), { head: 10, tail: 20 })).toBe(
    `line 0\n[millrace left out ${whole.length - 7 - 16} bytes here]\nline 98\nline 99\n`,
  );
  expect(await keptText(file('a\nb'), { head: 10, tail: 20 })).toBe('a\nb');
  expect(await keptText(join(folder, 'nowhere'), { head: 10, tail: 20 })).toBe('');
  expect(await keptText(file('é'.repeat(50)), { head: 9, tail: 9 })).toBe('[millrace left out 100 bytes here]\n');
});

test('a tail that begins with a line keeps that line', async () => {
  expect(await keptText(file('1\n2\n3\n4\n5\n'), { head: 2, tail: 4 })).toBe(
    '1\n[millrace left out 4 bytes here]\n4\n5\n',
  );
});

test('the middle of a raw file goes back to the disk while its writer goes on, and both ends stay', async () => {
  const path = join(folder, 'raw');
  writeFileSync(path, 'begin\n');
  const script = `yes | head -c ${120 * MIB}; echo; sleep 0.3; yes | head -c ${MIB}; echo; echo end`;
  const writer = spawn('sh', ['-c', `{ ${script}; } >>'${path}'`]);
  const ended = once(writer, 'exit');
  const trim = trimmer([path, join(folder, 'absent')]);
  const timer = setInterval(() => void trim(), 50);
  await ended;
  clearInterval(timer);
  await trim();
  const { size, blocks } = statSync(path);
  expect(size).toBe(121 * MIB + 'begin\n\n\nend\n'.length);
  expect(blocks * 512).toBeLessThanOrEqual(LIMIT + SLACK);
  const kept = await keptText(path, KEPT_OUTPUT);
  expect(kept.length).toBeLessThan(LIMIT + 100);
  expect(kept).toMatch(/^begin\ny\n/);
  expect(kept).toMatch(/\ny\n\nend\n$/);
  expect(kept).not.toContain('\0');
});

const THOUGHT = '{"type":"item.completed","item":{"id":"1","type":"reasoning","text":"on and on"}}';

/** Stands in for Codex: says what a good run says, with a flood in its midst and on its error output. */
const floods = (mib: number): string => `#!/bin/sh
[ "$1" = --version ] && { echo codex-cli 0.169.0; exit 0; }
echo '{"type":"thread.started","thread_id":"1"}'
yes '${THOUGHT}' | head -n ${Math.ceil((mib * MIB) / THOUGHT.length)}
yes very-secret-value | head -c ${mib * MIB} >&2
echo '{"type":"item.completed","item":{"id":"2","type":"agent_message","text":"### BUILDER_COMPLETE"}}'
echo '{"type":"turn.completed","usage":{"input_tokens":5,"cached_input_tokens":0,"output_tokens":2}}'
`;

interface Flooded {
  result: RunnerRawResult;
  /** Largest resident size of the process that ran the stage, in bytes. */
  rss: number;
}

/** Runs the stage in a process of its own, as a worker does. */
async function runFlooded(request: object, deps: object): Promise<Flooded> {
  const program = `
    const { runAgent } = await import(${JSON.stringify(built)});
    const signal = new AbortController().signal;
    const result = await runAgent(${JSON.stringify(request)}, { ...${JSON.stringify(deps)}, prompt: () => 'Work.', signal, beat() {} });
    process.stdout.write(JSON.stringify({ result, rss: process.resourceUsage().maxRSS * 1024 }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended: unknown[] = await once(child, 'close');
  if (output === '') throw new Error(`The process said nothing; exit code and signal: ${ended.join(', ')}`);
  return JSON.parse(output) as Flooded;
}

test('an agent that floods its output is read all the same, in bounded memory, and leaves small artifacts', async () => {
  const stand = makeStand();
  const command = join(stand.stateDir, 'codex');
  writeFileSync(command, floods(150), { mode: 0o755 });
  const config = { ...DEFAULT_RUNNER_CONFIG, codex: { ...DEFAULT_RUNNER_CONFIG.codex, command } };
  const env = { ...stand.deps().env, MY_TOKEN: 'very-secret-value' };
  const request = stand.request({ runner: 'codex_cli', timeoutSeconds: 600 });
  const { workspaceDir, stateDir } = stand.deps();
  const { result, rss } = await runFlooded(request, { workspaceDir, stateDir, env, config });
  expect(result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE', usage: { total: 7 } });
  // The folders of a test lie in /tmp, where walls have a gap; that is said.
  expect(result.notes.filter((note) => !/^(What comes into )?\/tmp /.test(note))).toEqual([]);
  expect(rss).toBeLessThan(400 * MIB);
  const runDir = join(workspaceDir, 'millrace-agents/runs/run-1');
  const [events, stderr] = [`runner_events.${request.requestId}.jsonl`, `runner_stderr.${request.requestId}.txt`].map(
    (name) => readFileSync(join(runDir, name), 'utf8'),
  );
  expect(events?.length).toBeLessThanOrEqual(LIMIT + 100);
  expect(stderr?.length).toBeLessThanOrEqual(LIMIT + 100);
  expect(stderr).not.toContain('secret');
  expect(stderr).toMatch(/\n\[millrace left out \d+ bytes here\]\n/);
  const kinds = (events ?? '')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  expect(kinds.filter((kind) => kind === 'millrace.left_out')).toHaveLength(1);
  expect(kinds.at(0)).toBe('thread.started');
  expect(kinds.at(-1)).toBe('turn.completed');
});
