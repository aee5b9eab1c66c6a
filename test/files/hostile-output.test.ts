// Whatever the files of a workspace say, no command lets it steer the terminal of who reads it, or begin a line in its name.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../cli/program.js';
import { putLine } from '../../cli/output.js';
import { paintFor } from '../../cli/render/paint.js';
import { FORGED, hostileRoom, hostileText } from './hostile.js';

/** All but the ends of lines. */
const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

let said: string[];
/** The answer alone, without remarks. */
let answered: string;
let home: string;
beforeEach(() => {
  said = [];
  answered = '';
  home = mkdtempSync(path.join(os.tmpdir(), 'millrace-home-'));
  vi.stubEnv('MILLRACE_STATE_HOME', home);
  vi.stubEnv('HOME', home);
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text: unknown, ...more: unknown[]) => {
      said.push(String(text));
      if (stream === process.stdout) answered += String(text);
      const done = more.find((one) => typeof one === 'function') as ((error: null) => void) | undefined;
      done?.(null);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  rmSync(home, { recursive: true, force: true });
});

/** Gives what it said. */
async function run(workspace: string, ...args: string[]): Promise<string> {
  said = [];
  answered = '';
  await main([...args, '-w', workspace]);
  return said.join('');
}

function expectInert(text: string): void {
  expect(text.split('\n').flatMap((line) => RAW.exec(line)?.[0].codePointAt(0)?.toString(16) ?? [])).toEqual([]);
  expect(text.split('\n').filter((line) => line.trimStart().startsWith(FORGED))).toEqual([]);
}

const COMMANDS = [
  ...['report', 'report --since 0'],
  ...['status', 'queue ls', 'queue ls --all', 'queue show t1', 'queue show b', 'runs ls', 'runs show run-1'],
  ...['runs tail run-1', 'runs tail', 'quarantine ls', 'approvals ls', 'approvals ls --all', 'approvals show x'],
  ...['closures ls --all', 'usage --by item', 'usage --by stage', 'skills ls', 'skills show s2', 'skills search x'],
  ...['assets ls', 'compile validate', 'compile show', 'modes list', 'config show', 'config validate'],
];

describe.each([1, 2, 3])('a hostile workspace (seed %i)', (seed) => {
  it('is told by every command that reads, as text and as JSON', async () => {
    const { workspace } = await hostileRoom(seed);
    for (const command of COMMANDS) {
      for (const json of [[], ['--json']]) {
        const text = await run(workspace, ...command.split(' '), ...json);
        expect(text, command).not.toBe('');
        expectInert(text);
        if (json.length > 0) expect(() => JSON.parse(answered) as unknown, command).not.toThrow();
      }
    }
  });

  it('is named in errors', async () => {
    const { workspace, at } = await hostileRoom(seed);
    const text = hostileText(seed);
    const bad = path.join(home, 'bad.md');
    writeFileSync(bad, `# ${text}\n\nTask-ID: ${text}\nCreated-At: ${text}\n${text}: ${text}\n`);
    writeFileSync(at('millrace.toml'), `["a${text}"]\nx = 1\n`);
    const ways = [
      ...[
        ['queue', 'show', text],
        ['cancel', text],
        ['modes', 'show', text],
        ['skills', 'show', text],
      ],
      ...[['add-task', bad, '--dry-run'], ['add-task', text], ['quarantine', 'fix', text], [text], ['status', text]],
      ...[
        ['--as', text, 'pause'],
        ['compile', 'validate'],
        ['config', 'validate'],
        ['queue', 'ls', `--${text}`],
      ],
    ];
    for (const way of ways) {
      const plain = await run(workspace, ...way, '--debug');
      expect(plain, JSON.stringify(way)).not.toBe('');
      expectInert(plain);
      expectInert(await run(workspace, ...way, '--json'));
    }
    expectInert(await run(path.join(home, text), 'status'));
  });
});

it('on a terminal only our own styles are obeyed', () => {
  const paint = paintFor(true, {});
  const text = hostileText(1) + '\u001b[31mRED\ue0001\ue001';
  putLine('stdout', paint('bold', `head ${text}`));
  const line = said.join('').trimEnd();
  expect(line.startsWith('\u001b[1mhead ')).toBe(true);
  expect(line.endsWith('\u001b[0m')).toBe(true);
  expectInert(line.slice('\u001b[1m'.length, -'\u001b[0m'.length));
});

it('what is written past the way out is raw: the tests above can fail', () => {
  process.stdout.write(hostileText(1));
  expect(() => expectInert(said.join(''))).toThrow();
});
