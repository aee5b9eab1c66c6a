// What commands that change something answer to programs once it is done: each with the form of its schema. These need no server; what the
// workspace answers itself is in the long tier.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANSWERS, fileOf } from '../support/answers.js';
import { againstSchema } from '../support/schema.js';
import { specText } from '../files/room.js';
import { skillText } from '../files/learned.js';
import { type Ground, makeGround } from './matrix/ground.js';
import { taskText } from './stand.js';

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
  const place = (path: string, text: string): void => {
    const file = join(ground.stand.workspace, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  };
  place('skill/care/SKILL.md', skillText('care'));
  place('millrace-agents/tasks/queue/bad.md.invalid', 'no document\n');
  place('millrace-agents/tasks/queue/bad-2.md.invalid', 'no document\n');
});
afterAll(() => rmSync(ground.stand.root, { recursive: true, force: true }));

/** In order: some need what those before them made. */
const CALLS: readonly (readonly string[])[] = [
  ['add-task', '--text', taskText('one')],
  ['add', 'task', '--text', taskText('two')],
  ['add-spec', '--text', specText('s-1', 'manual')],
  ['add-idea', '--text', 'Drop every space in slugs.'],
  ['new', 'task', 'Say', 'more'],
  ['config', 'set', 'runtime.default_mode', 'default_pi'],
  ['config', 'unset', 'runtime.default_mode'],
  ['model-aliases', 'set', 'mine', '--model', 'm', '--thinking-level', 'high'],
  ['model-aliases', 'assign-global', 'mine'],
  ['model-aliases', 'clear-global'],
  ['model-aliases', 'assign-stage', 'builder', 'mine'],
  ['model-aliases', 'clear-stage', 'builder'],
  ['model-aliases', 'assign-loop', 'execution.standard', 'mine'],
  ['model-aliases', 'clear-loop', 'execution.standard'],
  ['model-aliases', 'remove', 'mine'],
  ['assets', 'copy', 'stages/builder'],
  ['skills', 'install', 'skill/care'],
  ['skills', 'export', 'care', '--output', 'exported'],
  ['quarantine', 'drop', 'bad.md.invalid'],
  ['checkpoints', 'prune'],
  ['upgrade', '--apply'],
  ['trust', '--accept'],
  ['init'],
  ['down'],
];

const commandOf = (argv: readonly string[]): string =>
  [argv.slice(0, 2).join(' '), argv[0] ?? ''].find((name) => name in ANSWERS) ?? '';

test('what was done is said in the form of its schema', async () => {
  const found: unknown[] = [];
  for (const argv of CALLS) {
    const { code, stdout, stderr } = await ground.ask([...argv, '--json']);
    const answer = JSON.parse(stdout || '{}') as { ok?: boolean; data?: unknown };
    const name = fileOf(commandOf(argv)).slice(0, -5);
    const wrong = answer.ok === true ? againstSchema(name, answer.data) : ['it was refused'];
    if (wrong.length > 0) found.push({ argv: argv.slice(0, 3), code, wrong, stdout: stdout.slice(0, 600), stderr });
  }
  expect(found).toEqual([]);
});
