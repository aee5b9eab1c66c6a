// Every `--json` has a schema in docs/schemas/, made from one table, and real answers have that form: good ones and errors.
// `vitest -u` writes the files anew.
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import { main } from '../../cli/program.js';
import { createProgram } from '../../cli/whole-program.js';
import { isShown } from '../../cli/tree/effects.js';
import { ANSWERS, ERROR, fileOf, LINES, schemaText } from '../support/answers.js';
import { againstSchema } from '../support/schema.js';
import { reporting } from './report-stand.js';
import { makeRoom, type Room } from './room.js';

/** They send the reader elsewhere, have an older file of their own, say a line of JSON for each event, speak another protocol, or need a terminal. */
const SAY_NOTHING = [
  ...['skills create', 'skills improve', 'skills refresh-remote-index', 'report', 'mcp', 'tui'],
  ...Object.keys(LINES),
];

function shown(command: Command, above = ''): string[] {
  return command.commands.flatMap((one) => {
    if (!isShown(one)) return [];
    const name = `${above}${one.name()}`;
    const isGroup = one.commands.length > 0 && !['run', 'usage'].includes(name);
    return [...(isGroup ? [] : [name]), ...shown(one, `${name} `)];
  });
}

const commands = shown(createProgram(true)).filter((name) => !SAY_NOTHING.includes(name));
const schemas = (file: string): string => path.join(packageRoot(), 'docs', 'schemas', file);

describe('the schemas', () => {
  it('are there for every command, and for no other', () => {
    expect(commands.filter((name) => !(name in ANSWERS))).toEqual([]);
    expect(Object.keys(ANSWERS).filter((name) => !commands.includes(name))).toEqual([]);
  });

  it('are what the table says', async () => {
    for (const [command, schema] of Object.entries(ANSWERS)) {
      const about = `The answer of \`millrace ${command} --json\`, under \`data\` of {"ok": true, "data": …}.`;
      await expect(await schemaText(`millrace ${command} --json`, about, schema)).toMatchFileSnapshot(
        schemas(fileOf(command)),
      );
    }
    for (const [command, schema] of Object.entries(LINES)) {
      const about = `One line of \`millrace ${command} --json\`.`;
      await expect(await schemaText(`a line of millrace ${command} --json`, about, schema)).toMatchFileSnapshot(
        schemas(fileOf(command)),
      );
    }
    const about = 'Every answer of `--json` that is an error.';
    await expect(await schemaText('an error of millrace --json', about, ERROR)).toMatchFileSnapshot(
      schemas('error.json'),
    );
  });

  it('have keys of one style, and an object at the top', async () => {
    const text = (
      await Promise.all(Object.entries(ANSWERS).map(([name, schema]) => schemaText(name, '', schema)))
    ).join('\n');
    expect(text.match(/"[a-z]+_[a-z_]+":/g) ?? []).toEqual([]);
    for (const [name, schema] of Object.entries(ANSWERS)) expect(schema.safeParse([]).success, name).toBe(false);
  });
});

/** In this process: what it would print, its first line as JSON, and its exit code. */
async function asked(
  room: Room,
  home: string,
  ...args: string[]
): Promise<{ code: number; said: string; answer: Record<string, unknown> }> {
  let said = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((piece, ...rest: unknown[]) => {
    said += String(piece);
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    done?.();
    return true;
  });
  vi.stubEnv('MILLRACE_STATE_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  try {
    const code = await main([...args, '--json', '-w', room.workspace]);
    return { code, said, answer: JSON.parse(said.split('\n')[0] ?? '') as Record<string, unknown> };
  } finally {
    write.mockRestore();
    process.exitCode = 0;
  }
}

const READ: readonly string[][] = [
  ...[['status'], ['queue', 'ls', '--all'], ['queue', 'show', 'T-1'], ['queue', 'show', 'T-2'], ['quarantine', 'ls']],
  ...[
    ['runs', 'ls'],
    ['runs', 'show', 'run-T-1'],
    ['logs', 'T-1'],
    ['closures', 'ls', '--all'],
    ['usage', '--by', 'stage'],
  ],
  ...[
    ['approvals', 'ls', '--all'],
    ['doctor', '--no-probe'],
    ['config', 'show'],
    ['config', 'get', 'runtime.default_mode'],
  ],
  ...[
    ['config', 'validate'],
    ['compile', 'validate'],
    ['compile', 'show'],
    ['compile', 'graph'],
  ],
  ...[
    ['compile', 'diff', 'default_codex', 'default_pi'],
    ['modes', 'list'],
    ['modes', 'show', 'default_codex'],
  ],
  ...[['trust'], ['model-aliases', 'list'], ['model-aliases', 'show', 'standard'], ['skills', 'ls']],
  ...[
    ['skills', 'show', 'builder-core'],
    ['skills', 'search', 'review'],
    ['assets', 'ls'],
    ['checkpoints', 'ls'],
  ],
  ...[
    ['workspaces', 'ls'],
    ['notify', 'ls'],

    ['remove', '--dry-run'],
    ['up', '--dry-run'],
  ],
  ...[['upgrade'], ['completion', 'fish'], ['version'], ['server', 'status'], ['new', 'task', 'One thing', '--stdout']],
];

const WRONG: readonly string[][] = [
  ...[['queue', 'show', 'nothing'], ['queue', 'show', '../x'], ['runs', 'show', 'nothing'], ['frobnicate'], ['queue']],
  ...[['status', '--nonsense'], ['approvals', 'show', 'nothing'], ['add-task'], ['compile', 'show', '--mode', 'none']],
  ...[
    ['status', '--watch'],
    ['cancel', 'T-9'],
    ['config', 'get', 'no.such'],
    ['lineage', 'show', 'nothing'],
    ['start'],
    ['open', '--print'],
  ],
];

it('are what commands answer, and what they say when they refuse', async () => {
  const room = await makeRoom();
  const stand = reporting();
  await stand.night(room);
  for (const args of READ) {
    const { answer } = await asked(room, stand.home, ...args);
    const command = [args.slice(0, 2).join(' '), args[0] ?? ''].find((name) => name in ANSWERS) ?? '';
    const rehearsed = args.includes('--dry-run') ? ['dryRun'] : [];
    const about = `${args.join(' ')}: ${JSON.stringify(answer).slice(0, 300)}`;
    expect(Object.keys(answer), about).toEqual(['ok', ...rehearsed, 'data']);
    expect(againstSchema(fileOf(command).slice(0, -5), answer['data']), args.join(' ')).toEqual([]);
  }
  const { said } = await asked(room, stand.home, 'events', '--since', '0');
  const lines = said.trim().split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(againstSchema('events', JSON.parse(line)), line).toEqual([]);
  for (const args of WRONG) {
    const { code, answer } = await asked(room, stand.home, ...args);
    expect(againstSchema('error', answer), `${args.join(' ')}: ${JSON.stringify(answer)}`).toEqual([]);
    expect(code, args.join(' ')).toBeGreaterThan(0);
  }
});
