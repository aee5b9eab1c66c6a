// The table of a root on a narrow screen: every line fits, and a hole is said in words.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createContext } from '../../cli/context.js';
import { show } from '../../cli/commands/lineage.js';
import { createLayout } from '../../disk/layout.js';
import { writeRequirements } from '../../disk/store/requirements.js';
import { specText } from './room.js';
import { taskText } from '../support/task-text.js';

it('shows the way of each sentence, in lines of 80 columns', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'millrace-lineage-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = path.join(root, 'ws');
  mkdirSync(workspace);
  const { id } = await createLayout(workspace, '2026-01-01T00:00:00Z', '0a1b2c3d');
  const source = (name: string, text: string) => ({ id: name, field: null, text });
  await writeRequirements(path.join(root, 'home', id), {
    ...{ schema: 1, root: 'idea-links' },
    plans: [
      {
        item: 'spec/idea-links',
        sources: [source('S1', 'Slugs drop dots '.repeat(8)), source('S2', 'Hello.'), source('S3', 'Log it.')],
        requirements: [{ id: 'R1', sources: ['S1'], text: 'no dots' }],
        none: [{ of: ['S2'], why: 'a greeting' }],
      },
    ],
    works: [{ item: 'spec/idea-links', tasks: [{ id: 'a', serves: ['R1'] }], none: [] }],
  });
  writeFileSync(path.join(workspace, 'millrace-agents/tasks/done/a.md'), taskText('a'));
  for (const [task, under] of [
    ['b', 'idea-links'],
    ['c', 'other-root'],
  ])
    writeFileSync(
      path.join(workspace, `millrace-agents/tasks/blocked/${task}.md`),
      taskText(`${task}`, `Root-Spec-ID: ${under}\n`),
    );
  writeFileSync(path.join(workspace, 'millrace-agents/specs/queue/waits.md'), specText('waits', 'manual'));
  const context = createContext({ workspace });
  const here = { ...context, env: { ...process.env, MILLRACE_STATE_HOME: path.join(root, 'home') } };
  const shown = await show(here, {}, 'idea');
  expect(Math.max(...shown.lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(shown.data).toMatchObject({ root: 'idea-links', requirements: 1, met: 0, holes: 1 });
  expect(shown.lines).toEqual(
    expect.arrayContaining(['    task      a, done', '    HOLE      no requirement', '  S2        a greeting']),
  );
  expect(shown.lines.slice(-2)).toEqual(['Tasks without a requirement', '  b, blocked']);
  const waits = await show(here, {}, 'waits');
  expect(waits.data).toMatchObject({ root: 'waits', state: '', requirements: 0, branch: null });
  expect(waits.lines.join(' ')).toBe(
    'waits: no requirements are known: its spec is queued, and was not planned so far.',
  );
  const other = await show(here, {}, 'other');
  expect(other.data).toMatchObject({ root: 'other-root', silent: [{ id: 'c', state: 'blocked' }] });
  await expect(show(here, {}, 'nobody')).rejects.toThrow(/no root/i);
});
